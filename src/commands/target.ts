/** Where a command works: the sandbox, or AWS with the learner's own credentials. */

import { isRegionMissing } from '../aws/access-errors.js';
import type { ClientSettings } from '../aws/clients.js';
import { type Clock, realClock, sandboxClock } from '../aws/clock.js';
import { credentialChain } from '../aws/credentials.js';
import { resolveRegion } from '../aws/identity.js';
import { type Profiles, readProfiles, unreadFiles } from '../aws/profiles.js';
import type { Target } from '../lab/lab.js';
import { shellQuoted } from '../lab/shell-command.js';
import { shortened } from '../lab/shortened.js';
import { Problem } from '../problem.js';
import { connectSandboxClock, startSandbox } from '../sandbox/client.js';
import { endpointOf } from './aws-endpoint.js';
import { assertRegion, type GlobalFlags, profileOf } from './global-flags.js';
import { renewalOf } from './renewal.js';
import { refuseSandboxEnvironment, refuseSandboxKeys, refuseSandboxProfile } from './sandbox-leftovers.js';

/** So many profiles are offered where the one that was asked for is none. */
const PROFILES_SHOWN = 10;

/** All that is needed to reach the target, before it has told who we are. */
export interface Reach {
  readonly target: Omit<Target, 'account'>;
  /** Who has named the region: "--region", "the profile default". */
  readonly regionFrom: string;
  readonly access: Pick<ClientSettings, 'credentials' | 'profile'>;
  readonly clock: Clock;
}

/** The sandbox, started if it does not run. */
export async function reachSandbox({ region }: GlobalFlags): Promise<Reach> {
  const sandbox = await startSandbox();
  return {
    target: { kind: 'sandbox', region: region ?? sandbox.region, endpoint: sandbox.endpoint },
    regionFrom: region === undefined ? 'the sandbox' : '--region',
    access: {
      credentials: { accessKeyId: sandbox.accessKeyId, secretAccessKey: sandbox.secretAccessKey },
    },
    clock: sandboxClock(await connectSandboxClock(sandbox)),
  };
}

/**
 * AWS, by the SDK's own credential chain. Asks nobody yet.
 * @param signal ends what gets credentials: a role that is assumed, a sign-in that is renewed.
 * @throws {Problem} (usage) when no region is set, when the profile is none, and when shell or profile still point
 * at the sandbox or lead some calls elsewhere than others.
 */
export async function reachAws(
  flags: GlobalFlags,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Reach> {
  refuseSandboxEnvironment(environment);
  const profile = profileOf(flags, environment);
  const profiles = await readProfiles(profile);
  if (profile !== undefined) assertProfile(profiles, environment);
  const meant = flags.endpointUrl !== undefined;
  if (!meant) refuseSandboxProfile(profiles);
  const { region, from } = await regionOf(flags, profile, environment);
  const endpoint = endpointOf(flags, profiles, environment);
  const elsewhere = endpoint === undefined ? {} : { endpoint };
  const named = profile === undefined ? {} : { profile };
  const credentials = credentialChain({
    region,
    ...elsewhere,
    ...named,
    signal,
    // Only now is it known what a process or a service has given.
    inspect: ({ accessKeyId }) => {
      if (!meant)
        refuseSandboxKeys(accessKeyId, profile === undefined ? 'this shell' : `the profile ${profile}`);
    },
  });
  const renewal = renewalOf(profiles, environment, profile !== undefined);
  return {
    target: { kind: 'aws', region, ...elsewhere, renewal },
    regionFrom: from,
    access: { credentials, ...named },
    clock: realClock,
  };
}

/** The SDK would go on to look elsewhere, and may find the credentials of somebody else. */
function assertProfile({ name, all }: Profiles, environment: NodeJS.ProcessEnv): void {
  if (all[name] !== undefined) return;
  const known = Object.keys(all);
  const unread = unreadFiles(environment);
  throw Problem.usage(
    `There is no profile ${shortened(name)} in your AWS configuration.`,
    known.length === 0
      ? `Make it: aws configure --profile ${shellQuoted(name)}`
      : `Choose one of these with --profile: ${known.slice(0, PROFILES_SHOWN).join(', ')}${known.length > PROFILES_SHOWN ? ', …' : ''}`,
    unread.length === 0 ? undefined : unread.join(' '),
  );
}

/** As the AWS CLI does: the flag, AWS_REGION, AWS_DEFAULT_REGION (which the SDK ignores), the profile. */
async function regionOf(
  { region }: GlobalFlags,
  profile: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly region: string; readonly from: string }> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  for (const [from, chosen] of Object.entries({ '--region': region, AWS_REGION, AWS_DEFAULT_REGION })) {
    if (chosen) return { region: assertRegion(from, chosen), from };
  }
  const from = `the profile ${profile ?? 'default'}`;
  try {
    const configured = await resolveRegion(profile === undefined ? {} : { profile });
    return { region: assertRegion(`The region of ${from}`, configured), from };
  } catch (error) {
    if (!isRegionMissing(error)) throw error;
    throw Problem.usage(
      'No AWS region is set.',
      'Add for example --region us-east-1, set AWS_REGION, or give your profile a region (aws configure).',
      `Neither --region, AWS_REGION, AWS_DEFAULT_REGION nor ${from} names one.`,
    );
  }
}
