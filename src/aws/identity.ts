import {
  GetCallerIdentityCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
  STSClient,
} from '@aws-sdk/client-sts';
import { Problem } from '../problem.js';
import { type ClientCacheOptions, type ClientSettings, createClientCache } from './clients.js';
import { skewMeter } from './clock-skew.js';

export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /**
   * Milliseconds that AWS's clock is ahead of this machine's (negative: behind), as far as its answer tells; 0 where
   * they agree within about a second.
   */
  readonly clockSkew: number;
}

/**
 * Who we are, asked before anything else: it fails at once where waiters and retries would hide that
 * credentials are missing or expired.
 */
export async function callerIdentity(options: ClientCacheOptions): Promise<CallerIdentity> {
  const clients = createClientCache(options);
  const meter = skewMeter<ServiceInputTypes, ServiceOutputTypes>(options.clock);
  const client = clients.get(STSClient);
  // Next to the handler: each attempt is measured by itself, and without the back-off before it.
  client.middlewareStack.add(meter.middleware, {
    name: 'ordersLabSkewMeter',
    step: 'deserialize',
    priority: 'low',
  });
  try {
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === undefined || Arn === undefined) {
      throw new Problem('STS has answered without saying who we are.', {
        because: 'AWS always does; something else has answered in its place.',
        next: 'Check --endpoint-url, AWS_ENDPOINT_URL and any proxy on the way.',
      });
    }
    return { account: Account, arn: Arn, clockSkew: meter.skew() };
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
