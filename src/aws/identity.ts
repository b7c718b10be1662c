import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Problem } from '../problem.js';
import { type ClientCacheOptions, type ClientSettings, createClientCache } from './clients.js';

export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
}

/**
 * Who we are, asked before anything else: it fails at once where waiters and retries would hide that
 * credentials are missing or expired.
 */
export async function callerIdentity(options: ClientCacheOptions): Promise<CallerIdentity> {
  const clients = createClientCache(options);
  try {
    const { Account, Arn } = await clients.get(STSClient).send(new GetCallerIdentityCommand({}));
    if (Account === undefined || Arn === undefined) {
      throw new Problem('STS has answered without saying who we are.', {
        because: 'AWS always does; something else has answered in its place.',
        next: 'Check --endpoint-url, AWS_ENDPOINT_URL and any proxy on the way.',
      });
    }
    return { account: Account, arn: Arn };
  } finally {
    clients.destroy();
  }
}

/**
 * The region that the SDK would choose: `settings.region`, else AWS_REGION, else the profile's.
 * @throws {Error} "Region is missing" (see `toProblem`).
 */
export async function resolveRegion(settings: Partial<ClientSettings>): Promise<string> {
  const { region, profile } = settings;
  if (region !== undefined) return region;
  const client = new STSClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } finally {
    client.destroy();
  }
}
