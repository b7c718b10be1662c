/** Where the SDK has found credentials, as far as it tells, and whether it renews them. */
import type { AwsCredentialIdentity } from '@smithy/types';

export interface CredentialOrigin {
  /** "the AWS_* variables", "single sign-on". */
  readonly name: string;
  /** The SDK gets new ones when they expire, without the learner. */
  readonly renewed: boolean;
}

/**
 * By the names of the features that the SDK notes in what it has found (`$source`); the first that is there counts,
 * since a role is assumed with credentials that have an origin of their own.
 */
const ORIGINS: readonly (readonly [feature: RegExp, CredentialOrigin])[] = [
  [/^CREDENTIALS_STS_ASSUME_ROLE$/, { name: 'a role that the profile assumes', renewed: true }],
  [/_WEB_ID/, { name: 'a role for a web identity', renewed: true }],
  // The keys are renewed, and the sign-in behind them is not.
  [/_SSO/, { name: 'single sign-on', renewed: false }],
  [/_LOGIN$/, { name: 'aws login', renewed: false }],
  [/_PROCESS$/, { name: 'the credential_process of the profile', renewed: true }],
  [/_HTTP$/, { name: 'the container that this runs in', renewed: true }],
  [/_IMDS$/, { name: 'the instance that this runs on', renewed: true }],
  [/_ENV_VARS$/, { name: 'keys in the AWS_* variables', renewed: false }],
  [/^CREDENTIALS_PROFILE/, { name: 'keys in the AWS configuration', renewed: false }],
];
const UNTOLD: CredentialOrigin = { name: 'an origin that the AWS SDK does not tell', renewed: false };

export function originOf(identity: AwsCredentialIdentity): CredentialOrigin {
  const noted: unknown = Reflect.get(identity, '$source');
  const features = typeof noted === 'object' && noted !== null ? Object.keys(noted) : [];
  const known = ORIGINS.find(([pattern]) => features.some((feature) => pattern.test(feature)));
  return known?.[1] ?? UNTOLD;
}
