/** What the learner, roles and their sessions may do, and who may be a role: the records of IAM held against a question. */
import type { Host, Principal, RoleSession } from '../../service.js';
import type { Access, Decision } from '../peers.js';
import { AWS_MANAGED_POLICIES } from './aws-managed.js';
import { type Asker, requestKeys } from './condition-keys.js';
import { effectiveGrants } from './effective.js';
import type { ConditionKeys } from './policy/conditions.js';
import { type Policy, policyOf } from './policy/document.js';
import { evaluate, type Verdict } from './policy/evaluate.js';
import { type Candidate, type Trust, trustOf } from './policy/trust.js';
import { nameKey, parseIamArn, type Records, type RoleRecord, roleByArn } from './records.js';

/** A session that acts, as far as conditions can ask. */
export interface Actor {
  readonly session: RoleSession;
  /** `AROA…:session` */
  readonly userId: string;
  readonly region: string;
}

const ALLOWED: Decision = { allowed: true, denied: false, because: '' };

/** Documents are parsed once; they are few. */
const MAX_PARSED = 500;
const parsed = new Map<string, Policy>();

/** A policy that was found good when it was stored. */
export function storedPolicy(text: string): Policy {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  if (parsed.size >= MAX_PARSED) parsed.clear();
  const policy = policyOf(JSON.parse(text));
  parsed.set(text, policy);
  return policy;
}

export function managedDocument({ policies }: Records, arn: string): string | undefined {
  const provided = AWS_MANAGED_POLICIES.get(arn);
  if (provided !== undefined) return provided.document;
  const name = parseIamArn('policy', arn);
  return name && policies.get(nameKey(name.account, name.name))?.document;
}

/** The documents of a role's policies that count now. */
export function policiesOf(records: Records, role: RoleRecord, now: number): string[] {
  const { inline, attached } = effectiveGrants(role, now);
  const managed = attached.flatMap((arn) => managedDocument(records, arn) ?? []);
  return [...Object.values(inline), ...managed];
}

/** What the learner may do: everything, or what the policy that was set allows. */
export function decideLearner(
  { clock, learnerPolicy }: Host,
  learner: Asker,
  region: string,
  access: Access,
): Decision {
  const { document } = learnerPolicy;
  if (document === undefined) return ALLOWED;
  const keys = requestKeys(learner, region, access.conditions, clock.now());
  const verdict = evaluate([storedPolicy(document)], { ...access, keys });
  return verdict === 'allowed' ? ALLOWED : refused(access, 'identity-based policy', verdict);
}

/** Every one of the sets of policies must allow it: the role's own, its boundary, the session's. */
export function decideSession(records: Records, host: Host, actor: Actor, access: Access): Decision {
  const { roleArn, roleId, policies: sessionPolicies } = actor.session;
  const role = roleByArn(records, roleArn);
  if (role === undefined || role.id !== roleId)
    return refused(access, 'identity-based policy', 'implicitDeny');
  const now = host.clock.now();
  const asker = { ...actor, arn: roleArn };
  const request = { ...access, keys: requestKeys(asker, actor.region, access.conditions, now) };
  const layers: readonly (readonly [kind: string, documents: readonly string[]])[] = [
    ['identity-based policy', policiesOf(records, role, now)],
    ...layerOf('session policy', sessionPolicies),
    ...layerOf('permissions boundary', boundaryOf(records, role)),
  ];
  for (const [kind, documents] of layers) {
    const verdict = evaluate(documents.map(storedPolicy), request);
    if (verdict !== 'allowed') return refused(access, kind, verdict);
  }
  return ALLOWED;
}

/** A layer that is not there refuses nothing. */
function layerOf(kind: string, documents: readonly string[] | undefined): [string, readonly string[]][] {
  return documents === undefined ? [] : [[kind, documents]];
}

/** A boundary that has been deleted allows nothing. */
function boundaryOf(records: Records, { permissionsBoundary: arn }: RoleRecord): string[] | undefined {
  return arn === undefined ? undefined : [managedDocument(records, arn)].flatMap((text) => text ?? []);
}

function refused(
  { action, toldAs = action }: Access,
  kind: string,
  verdict: Exclude<Verdict, 'allowed'>,
): Decision {
  const article = kind.startsWith('i') ? 'an' : 'a';
  const because =
    verdict === 'explicitDeny'
      ? `with an explicit deny in ${article} ${kind}`
      : `because no ${kind} allows the ${toldAs} action`;
  return { allowed: false, denied: verdict === 'explicitDeny', because };
}

/** Whether, and how, a role trusts somebody now. */
export function trustIn(
  host: Host,
  role: RoleRecord,
  candidate: Candidate,
  keys: ConditionKeys = new Map(),
): Trust {
  const now = host.clock.now();
  if (now < role.knownAt) return 'none';
  return trustOf(storedPolicy(effectiveGrants(role, now).trust), candidate, keys);
}

/** A principal as one who wants to be a role. */
export function candidateOf({ arn, session }: Principal, account: string): Candidate {
  return { kind: 'identity', arn, account, ...(session === undefined ? {} : { roleArn: session.roleArn }) };
}
