/**
 * Temporary credentials: keys with a session token that end by themselves, in real time. They are kept in the store,
 * so that who holds some can go on after a restart.
 * AWS: "Temporary security credentials in IAM" (IAM User Guide).
 */
import { randomBytes } from 'node:crypto';
import type { Credential } from './http/sigv4.js';
import type { Principal, RoleSession } from './service.js';
import type { Store } from './store/store.js';

export interface SessionCredentials {
  /** `ASIA…` */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Real time. */
  readonly expiration: Date;
}

export interface TemporaryCredentials {
  /** Credentials that act as the principal for `lifetime` real seconds. */
  issue(principal: Omit<Principal, 'accessKeyId'>, lifetime: number): SessionCredentials;
  /** Also those that have expired, for a day: who uses them is told so. */
  lookup(accessKeyId: string): Credential | undefined;
}

/** Unlike any real key of AWS: those have no run of letters that says so. */
const ACCESS_KEY_PREFIX = 'ASIASANDBOX';
const ACCESS_KEY_RANDOM = 9; /* characters */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET_SIZE = 30; /* bytes: 40 characters, as on AWS */
const TOKEN_SIZE = 240; /* bytes: 320 characters */
const SECOND = 1000;
const KEPT_AFTER_EXPIRY = 24 * 60 * 60 * SECOND; /* 1 day */

export function openCredentials(store: Store, realNow: () => number = Date.now): TemporaryCredentials {
  const kept = store.collection<Credential & { readonly expiresAt: number }>('sandbox.credentials');

  const removeOld = (): void => {
    const old = [...kept.list()].filter(({ value }) => value.expiresAt + KEPT_AFTER_EXPIRY < realNow());
    for (const { key } of old) kept.delete(key);
  };

  return {
    issue(principal, lifetime) {
      const accessKeyId = newAccessKeyId();
      const secretAccessKey = randomBytes(SECRET_SIZE).toString('base64');
      const sessionToken = randomBytes(TOKEN_SIZE).toString('base64');
      // AWS tells whole seconds.
      const expiresAt = Math.floor(realNow() / SECOND + lifetime) * SECOND;
      store.write(() => {
        removeOld();
        kept.put(accessKeyId, {
          secretAccessKey,
          sessionToken,
          expiresAt,
          principal: { ...principal, accessKeyId },
        });
      });
      return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresAt) };
    },

    lookup: (accessKeyId) => (isSessionAccessKey(accessKeyId) ? kept.get(accessKeyId) : undefined),
  };
}

/** Whether an access key id is of a session that a sandbox has given. */
export function isSessionAccessKey(accessKeyId: string): boolean {
  return accessKeyId.startsWith(ACCESS_KEY_PREFIX);
}

/** Who a session of a role is: `arn:aws:sts::111122223333:assumed-role/role/session`. The role's path is not told. */
export function sessionPrincipal(session: RoleSession, sessionName: string): Omit<Principal, 'accessKeyId'> {
  const [, , , , account = '', resource = ''] = session.roleArn.split(':');
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  return {
    arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
    userId: `${session.roleId}:${sessionName}`,
    session,
  };
}

function newAccessKeyId(): string {
  const random = Array.from(randomBytes(ACCESS_KEY_RANDOM), (byte) => BASE32[byte % BASE32.length]);
  return ACCESS_KEY_PREFIX + random.join('');
}
