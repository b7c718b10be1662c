/**
 * The policy that the learner's own keys are held against, where there is one, and what was asked for under it. Both
 * are kept in the store: a restart lifts nothing.
 */

import { parseManagedPolicy } from './services/iam/policy/managed.js';
import type { Access } from './services/peers.js';
import type { Collection, Store } from './store/store.js';

/** Something that the learner's keys asked for, as IAM names it, once for each answer that there was. */
export interface PolicyUse {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** An ARN, or `*`. What is longer than an ARN can be is cut. */
  readonly resource: string;
  readonly allowed: boolean;
}

export interface PolicyUses {
  /** In the order in which each was first asked for. */
  readonly uses: readonly PolicyUse[];
  /** Where the next page begins; undefined behind the last one. */
  readonly next: number | undefined;
}

/** One per running sandbox. */
export interface LearnerPolicy {
  /** The document, as it was given. Undefined where the learner may do everything. */
  readonly document: string | undefined;
  /**
   * This policy and no other, from the next request on; undefined lifts it. What was asked for before is forgotten.
   * Throws MalformedPolicyDocumentException and LimitExceededException, as IAM's CreatePolicy does.
   */
  set(document: string | undefined): void;
  note(access: Access, allowed: boolean): void;
  /** A page of what was asked for since the policy was set. */
  uses(from: number): PolicyUses;
}

/** More than the lab asks for, many times over; what comes beyond it is not noted. */
const MAX_USES = 5_000;
const USES_PER_PAGE = 250;
const MAX_RESOURCE = 2_048; /* characters, as ARNs have them at most */
const DOCUMENT = 'document';

export function openLearnerPolicy(store: Store): LearnerPolicy {
  const kept: Collection<string> = store.collection('sandbox.learner-policy');
  const keptUses: Collection<PolicyUse> = store.collection('sandbox.learner-policy-uses');
  let document = kept.get(DOCUMENT);
  const uses = new Map([...keptUses.list()].map(({ value }) => [identityOf(value), value]));

  return {
    get document() {
      return document;
    },

    set(wanted) {
      if (wanted !== undefined) parseManagedPolicy(wanted);
      store.write(() => {
        for (const { key } of [...keptUses.list()]) keptUses.delete(key);
        if (wanted === undefined) kept.delete(DOCUMENT);
        else kept.put(DOCUMENT, wanted);
      });
      document = wanted;
      uses.clear();
    },

    note({ action, resource }, allowed) {
      const use = { action, resource: resource.slice(0, MAX_RESOURCE), allowed };
      const identity = identityOf(use);
      if (uses.has(identity) || uses.size >= MAX_USES) return;
      keptUses.put(String(uses.size).padStart(8, '0'), use);
      uses.set(identity, use);
    },

    uses(from) {
      const end = from + USES_PER_PAGE;
      return { uses: [...uses.values()].slice(from, end), next: end < uses.size ? end : undefined };
    },
  };
}

function identityOf({ action, resource, allowed }: PolicyUse): string {
  return `${allowed} ${action} ${resource}`;
}
