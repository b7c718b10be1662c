/** Where a command works: the sandbox, or AWS with the learner's own credentials. */
import type { ClientSettings } from '../aws/clients.js';
import { type Clock, realClock, sandboxClock } from '../aws/clock.js';
import { isRegionMissing } from '../aws/errors.js';
import { configuredEndpoint, resolveRegion } from '../aws/identity.js';
import type { Target } from '../lab/lab.js';
import { Problem } from '../problem.js';
import {
  connectSandboxClock,
  isSandboxAccessKey,
  isSandboxEndpoint,
  startSandbox,
} from '../sandbox/client.js';
import { assertAddress, type GlobalFlags } from './global-flags.js';

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
 * AWS, by the SDK's own credential chain.
 * @throws {Problem} (usage) when no region is set, or when the shell still points at the sandbox or leads some
 * calls elsewhere than others.
 */
export async function reachAws(flags: GlobalFlags, environment: NodeJS.ProcessEnv): Promise<Reach> {
  refuseSandboxEnvironment(environment);
  const { profile } = flags;
  const { region, from } = await regionOf(flags, environment);
  const endpoint = await endpointOf(flags, region, environment);
  return {
    target: {
      kind: 'aws',
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
    },
    regionFrom: from,
    access: profile === undefined ? {} : { profile },
    clock: realClock,
  };
}

/** One address for all calls, which the learner is shown; undefined for AWS's own. */
async function endpointOf(
  { endpointUrl }: GlobalFlags,
  region: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (endpointUrl !== undefined) return endpointUrl;
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  const general = environment.AWS_ENDPOINT_URL;
  if (general) {
    const next = 'Run: unset AWS_ENDPOINT_URL, or set it to an address like http://127.0.0.1:5000';
    assertAddress('AWS_ENDPOINT_URL', general, next);
    return general;
  }
  const single = Object.keys(environment).filter(
    (name) => name.startsWith('AWS_ENDPOINT_URL_') && environment[name],
  );
  if (single.length === 0) return configuredEndpoint(region);
  throw Problem.usage(
    'This shell leads some calls elsewhere than to AWS, and others not.',
    `Run: unset ${single.join(' ')}, or give one address for all with --endpoint-url`,
    `${single.join(' and ')} ${single.length === 1 ? 'is' : 'are'} set.`,
  );
}

/** As the AWS CLI does: the flag, AWS_REGION, AWS_DEFAULT_REGION (which the SDK ignores), the profile. */
async function regionOf(
  { region, profile }: GlobalFlags,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly region: string; readonly from: string }> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  for (const [from, chosen] of Object.entries({ '--region': region, AWS_REGION, AWS_DEFAULT_REGION })) {
    if (chosen) return { region: chosen, from };
  }
  const from = `the profile ${profile ?? environment.AWS_PROFILE ?? 'default'}`;
  try {
    return { region: await resolveRegion(profile === undefined ? {} : { profile }), from };
  } catch (error) {
    if (!isRegionMissing(error)) throw error;
    throw Problem.usage(
      'No AWS region is set.',
      'Add for example --region us-east-1, set AWS_REGION, or give your profile a region (aws configure).',
      `Neither --region, AWS_REGION, AWS_DEFAULT_REGION nor ${from} names one.`,
    );
  }
}

/** A shell that was pointed at the sandbox would send a "real" run there, or sign it with the sandbox's keys. */
function refuseSandboxEnvironment(environment: NodeJS.ProcessEnv): void {
  const pointing = Object.entries(environment)
    .filter(([name, value]) => value !== undefined && value !== '' && isLeftover(name, value))
    .map(([name]) => name);
  if (pointing.length === 0) return;
  // The secret key and the region came with the rest.
  const together = pointing.includes('AWS_ACCESS_KEY_ID') ? [...pointing, 'AWS_SECRET_ACCESS_KEY'] : pointing;
  throw Problem.usage(
    'This shell still points at the sandbox, so --aws would not reach AWS.',
    `Run: unset ${together.join(' ')}`,
    `"orders-lab sandbox env" has set ${pointing.join(', ')}.`,
  );
}

function isLeftover(name: string, value: string): boolean {
  if (name === 'AWS_ACCESS_KEY_ID') return isSandboxAccessKey(value);
  return name.startsWith('AWS_ENDPOINT_URL') && isSandboxEndpoint(value);
}
