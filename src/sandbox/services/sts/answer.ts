/** Credentials as STS answers them. */
import type { Credentials } from '@aws-sdk/client-sts';
import type { SessionCredentials } from '../../credentials.js';

export function credentialsOf({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration,
}: SessionCredentials): Credentials {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expiration,
  };
}
