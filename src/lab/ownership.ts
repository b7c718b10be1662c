/**
 * Who built a thing: two tags, given with its creating call. What exists without them, or with another
 * owner's, is foreign: never changed, never deleted.
 */
export const LAB_TAG = 'orders-lab';
export const OWNER_TAG = 'orders-lab:owner';

export interface Ownership {
  readonly labId: string;
  /** The caller's identity, in the form that stays the same between sessions (see `ownerOf`). */
  readonly owner: string;
}

/** AWS: "Tag naming limits and requirements". */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const LONGEST_TAG_VALUE = 256;
const ASSUMED_ROLE = /^(arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+))\/.+$/;

/**
 * The owner that a caller's ARN stands for. A session of an assumed role has a name that changes from one
 * `assume-role` to the next, so the role itself is the owner; IAM Identity Center names the session after
 * the person and gives everyone in a class the same role, so there the session stays.
 */
export function ownerOf(callerArn: string): string {
  const match = ASSUMED_ROLE.exec(callerArn);
  if (match?.[1] === undefined || match[2] === undefined || match[2].startsWith('AWSReservedSSO_')) {
    return asTagValue(callerArn);
  }
  return asTagValue(match[1]);
}

/** For a person: `ada` of `arn:aws:iam::111122223333:user/ada`; of Identity Center, whom the session is named after. */
export function shortOwner(owner: string): string {
  return owner.slice(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf(':')) + 1);
}

/** User and session names may hold commas, and paths be long; the value of a tag may not. */
function asTagValue(text: string): string {
  return text.replace(NOT_IN_TAGS, '_').slice(0, LONGEST_TAG_VALUE);
}

/** The tags of everything we create, as a map; services that want lists get them from {@link tagList}. */
export function tagMap({ labId, owner }: Ownership): Record<string, string> {
  return { [LAB_TAG]: labId, [OWNER_TAG]: owner };
}

/** The same tags as DynamoDB, IAM and CloudWatch take them. */
export function tagList(ownership: Ownership): { Key: string; Value: string }[] {
  return Object.entries(tagMap(ownership)).map(([Key, Value]) => ({ Key, Value }));
}

/** Why a thing with these tags is not ours; undefined when it is. */
export function foreignBecause(
  tags: Readonly<Record<string, string | undefined>>,
  { labId, owner }: Ownership,
): string | undefined {
  const theirLab = tags[LAB_TAG];
  const theirOwner = tags[OWNER_TAG];
  if (theirLab === undefined) return `it has no ${LAB_TAG} tag, so this lab did not create it`;
  if (theirLab !== labId) return `it belongs to the lab "${theirLab}"`;
  if (theirOwner !== owner)
    return `it belongs to ${theirOwner ?? 'nobody (no owner tag)'}, and you are ${owner}`;
  return undefined;
}
