/** Regions that names lead to: one of them may be closed to an account that works well in another. */
import { isKeyRefused } from '../aws/access-errors.js';
import { isConnectionFailure } from '../aws/connection-errors.js';
import type { Lab } from '../lab/lab.js';

/**
 * Why a region cannot be looked into, as a sentence: a region that the account has not enabled accepts no key, and one
 * that does not exist has no address. Undefined for what is amiss everywhere, or in the region that was asked for.
 * AWS: "Enable or disable AWS Regions in your account".
 */
export function closedRegion(error: unknown, region: string, home: Lab): string | undefined {
  if (region === home.target.region || home.signal.aborted) return undefined;
  if (isKeyRefused(error))
    return `${region}: it accepts no keys of this account, which may not have enabled it.`;
  return isConnectionFailure(error) ? `${region}: it cannot be reached.` : undefined;
}
