/** What carries this owner's tags but none of the names that the steps know. */
import { isCredentialsExpired, isCredentialsMissing, isKeyRefused } from '../aws/errors.js';
import { toProblem } from '../aws/explain.js';
import type { Lab } from '../lab/lab.js';
import { LAB_TAG } from '../lab/ownership.js';
import { outlastThrottling } from '../lab/patience.js';
import type { Resource } from '../lab/resource.js';
import type { Swept } from '../lab/sweep.js';
import { tableResource } from './table.js';
import { resourceOfUnknownKind, type TaggedThing, taggedOfLab, taggedOfOwner } from './tag-search.js';
import { labsOfLostTargets, unnamedTargets } from './unnamed-targets.js';

interface KnownKind {
  /** The ARN of such a thing; its first group is the name that the resource has. */
  readonly arn: RegExp;
  resource(name: string): Resource;
}

/** The kinds that the tag search tells of. Scalable targets have tags too, but it does not know them. */
const KNOWN_KINDS: readonly KnownKind[] = [
  { arn: /^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/([^/]+)$/, resource: tableResource },
];

/** The sweep for everything that the lab can build. */
export async function sweepByTags(lab: Lab): Promise<Swept> {
  const tagged = await attempt(lab, 'the tag search', () => taggedOfLab(lab));
  const resources = (tagged.result ?? []).map(resourceOf);
  const tables = new Set([lab.names.table, ...resources.map(({ name }) => name)]);
  const targets = await attempt(lab, 'the list of scalable targets', () => unnamedTargets(lab, tables));
  return {
    resources: [...resources, ...(targets.result ?? [])],
    ...incompleteness(tagged.failure, targets.failure),
  };
}

export interface OwnLabs {
  /** The values of the `orders-lab` tag beside our own owner tag. */
  readonly labIds: ReadonlySet<string>;
  /** As in {@link Swept}. */
  readonly incomplete?: string;
}

/** All labs of this owner in this account and region that the tags tell of. Of some, nothing may be left. */
export async function labsByTags(lab: Lab): Promise<OwnLabs> {
  const tagged = await attempt(lab, 'the tag search', () => taggedOfOwner(lab));
  const targets = await attempt(lab, 'the list of scalable targets', () => labsOfLostTargets(lab));
  const found = (tagged.result ?? []).flatMap(({ tags }) => tags[LAB_TAG] ?? []);
  return {
    labIds: new Set([...found, ...(targets.result ?? [])]),
    ...incompleteness(tagged.failure, targets.failure),
  };
}

function resourceOf({ arn }: TaggedThing): Resource {
  for (const kind of KNOWN_KINDS) {
    const name = kind.arn.exec(arn)?.[1];
    if (name !== undefined) return kind.resource(name);
  }
  return resourceOfUnknownKind(arn);
}

type Attempt<T> =
  | { readonly result: T; readonly failure?: never }
  | ({ readonly failure: string } & { readonly result?: never });

/** Searching is an addition: where it is not allowed or not served, names still lead to what the steps built. */
async function attempt<T extends NonNullable<unknown>>(
  lab: Lab,
  what: string,
  work: () => Promise<T>,
): Promise<Attempt<T>> {
  try {
    return { result: await outlastThrottling(lab, { what }, work) };
  } catch (error) {
    const problem = toProblem(error, lab);
    if (lab.signal.aborted || problem === undefined || isNobodyLetIn(error)) throw error;
    return { failure: problem.message };
  }
}

function isNobodyLetIn(error: unknown): boolean {
  return isCredentialsMissing(error) || isCredentialsExpired(error) || isKeyRefused(error);
}

function incompleteness(...failures: readonly (string | undefined)[]): Pick<Swept, 'incomplete'> {
  const reasons = [...new Set(failures.filter((failure) => failure !== undefined))];
  if (reasons.length === 0) return {};
  return { incomplete: `Only names were searched, not all tags: ${reasons.join(' ')}` };
}
