/** How operations get at a role, and change it. */
import type { Host } from '../../service.js';
import { noSuchRole, protectedRole } from './errors.js';
import { nameKey, type Records, type RoleRecord } from './records.js';

/** What the handlers work with. */
export interface Iam {
  readonly host: Host;
  readonly records: Records;
}

const SERVICE_LINKED_PATH = '/aws-service-role/';

/** Throws NoSuchEntityException. */
export function findRole({ roles }: Records, account: string, name: string): RoleRecord {
  const role = roles.get(nameKey(account, name));
  if (role === undefined) throw noSuchRole(name);
  return role;
}

/** A role that may be changed. Throws NoSuchEntityException, and UnmodifiableEntityException for a service's own. */
export function findOwnRole(records: Records, account: string, name: string): RoleRecord {
  const role = findRole(records, account, name);
  if (role.path.startsWith(SERVICE_LINKED_PATH)) throw protectedRole(role.name);
  return role;
}

/** Reads a role, changes it and writes it back, in one transaction. */
export function changeRole(
  { records }: Iam,
  account: string,
  name: string | undefined,
  change: (role: RoleRecord) => RoleRecord,
): Record<string, never> {
  records.store.write(() => {
    const role = findOwnRole(records, account, name ?? '');
    records.roles.put(nameKey(account, role.name), change(role));
  });
  return {};
}
