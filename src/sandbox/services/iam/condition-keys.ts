/**
 * The global condition keys of a request, with those of the call itself.
 * AWS: "AWS global condition context keys" (IAM User Guide).
 */
import type { Principal } from '../../service.js';
import type { ConditionKeys } from './policy/conditions.js';

/** Who asks, as far as conditions can tell. */
export type Asker = Pick<Principal, 'arn' | 'userId' | 'session'>;

/** `now` is virtual, in milliseconds. */
export function requestKeys(
  asker: Asker,
  region: string,
  conditions: Readonly<Record<string, string | readonly string[]>> | undefined,
  now: number,
): ConditionKeys {
  return conditionKeys({
    ...principalKeys(asker),
    'aws:PrincipalIsAWSService': 'false',
    'aws:ViaAWSService': 'false',
    'aws:RequestedRegion': region,
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SourceIp': '127.0.0.1',
    'aws:SecureTransport': 'false',
    ...conditions,
  });
}

/** Keys of any case, as conditions look them up. */
export function conditionKeys(keys: Readonly<Record<string, string | readonly string[]>>): ConditionKeys {
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
}

/** `aws:PrincipalArn` of a session is its role's. A user has a name as well. */
function principalKeys({ arn, userId, session }: Asker): Readonly<Record<string, string>> {
  const principalArn = session?.roleArn ?? arn;
  return {
    'aws:PrincipalArn': principalArn,
    'aws:PrincipalAccount': principalArn.split(':')[4] ?? '',
    'aws:PrincipalType': session === undefined ? 'User' : 'AssumedRole',
    'aws:userid': userId,
    ...(session === undefined ? { 'aws:username': arn.slice(arn.lastIndexOf('/') + 1) } : {}),
  };
}
