/**
 * What is left of the sandbox in a shell or a profile. A "real" run would go there, or be signed with keys that AWS
 * does not know; who means it says so with `--endpoint-url`.
 */
import { type Profiles, profilesBehind } from '../aws/profiles.js';
import { Problem } from '../problem.js';
import { isSandboxAccessKey, isSandboxEndpoint } from '../sandbox/client.js';

const MEANT = 'or add --endpoint-url if you mean the sandbox';

/** @throws {Problem} (usage) for a shell that was pointed at the sandbox. */
export function refuseSandboxEnvironment(environment: NodeJS.ProcessEnv): void {
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

/** @throws {Problem} (usage) for an address of the config files that is the sandbox's. */
export function refuseSandboxAddress(address: string, profile: string): void {
  if (!isSandboxEndpoint(address)) return;
  throw Problem.usage(
    `The profile ${profile} points at the sandbox, so --aws would not reach AWS.`,
    `Remove its endpoint_url, choose another profile with --profile, ${MEANT}.`,
    `Your AWS configuration leads its calls to ${address}.`,
  );
}

/** @throws {Problem} (usage) for a profile whose keys, or whose source's keys, are the sandbox's. */
export function refuseSandboxProfile(profiles: Profiles): void {
  for (const name of profilesBehind(profiles)) {
    refuseSandboxKeys(profiles.all[name]?.aws_access_key_id, `the profile ${name}`);
  }
}

/**
 * @param from where they come from: "the profile ada"
 * @throws {Problem} (usage) for keys that a sandbox has given.
 */
export function refuseSandboxKeys(accessKeyId: string | undefined, from: string): void {
  if (accessKeyId === undefined || !isSandboxAccessKey(accessKeyId)) return;
  throw Problem.usage(
    'These are the keys of the sandbox, which AWS does not know.',
    `Choose another profile with --profile, put keys of your account there, ${MEANT}.`,
    `${accessKeyId} comes from ${from}.`,
  );
}
