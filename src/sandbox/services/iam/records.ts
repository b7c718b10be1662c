/** What is kept of roles and policies, and under which keys. IAM knows no regions. */
import type { Collection, Store } from '../../store/store.js';

/** What decides who may be a role, and what it may do. */
export interface Grants {
  /** Assume role policy: the document's text. */
  readonly trust: string;
  /** Inline policies: names to documents. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies, in the order in which they were attached. */
  readonly attached: readonly string[];
}

export interface RoleRecord {
  /** As it was written; no other role may differ from it in case only. */
  readonly name: string;
  /** `/` or `/orders-lab/` */
  readonly path: string;
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
  readonly description?: string;
  /** Seconds. */
  readonly maxSessionDuration: number;
  /** ARN of a managed policy. */
  readonly permissionsBoundary?: string;
  readonly grants: Grants;
  /** What still counts, until everybody knows of a change: a hazard. `until` is virtual, in milliseconds. */
  readonly earlier?: { readonly grants: Grants; readonly until: number };
  readonly tags: readonly TagRecord[];
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  /** When everybody knows of the role; later than `createdAt` under a hazard only. */
  readonly knownAt: number;
}

export interface PolicyRecord {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** `ANPA…` */
  readonly id: string;
  readonly description?: string;
  readonly document: string;
  readonly tags: readonly TagRecord[];
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
}

export interface TagRecord {
  readonly Key: string;
  readonly Value: string;
}

export interface Records {
  readonly store: Store;
  readonly roles: Collection<RoleRecord>;
  /** Managed policies of the account's own. */
  readonly policies: Collection<PolicyRecord>;
}

export function openRecords(store: Store): Records {
  return { store, roles: store.collection('iam.roles'), policies: store.collection('iam.policies') };
}

export function accountKey(account: string): string {
  return `${account}/`;
}

/** Names are unique without regard to case. */
export function nameKey(account: string, name: string): string {
  return `${accountKey(account)}${name.toLowerCase()}`;
}

export interface IamArn {
  /** Twelve digits, or `aws` for what AWS itself provides. */
  readonly account: string;
  readonly name: string;
}

/** Of a role or a policy: `arn:aws:iam::111122223333:role/path/name`. */
export function parseIamArn(kind: 'role' | 'policy', arn: string): IamArn | undefined {
  const [, account, found, name] =
    /^arn:aws:iam::(\d{12}|aws):(role|policy)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return account === undefined || name === undefined || found !== kind ? undefined : { account, name };
}

/** The role of that ARN, path included. */
export function roleByArn({ roles }: Records, arn: string): RoleRecord | undefined {
  const parsed = parseIamArn('role', arn);
  const role = parsed && roles.get(nameKey(parsed.account, parsed.name));
  return role?.arn === arn ? role : undefined;
}
