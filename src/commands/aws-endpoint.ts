/** Where calls of `--aws` go: one address for all of them, which the learner is shown. */
import { configuredEndpoints, type Profiles } from '../aws/profiles.js';
import { Problem } from '../problem.js';
import { assertAddress, type GlobalFlags } from './global-flags.js';
import { refuseSandboxAddress } from './sandbox-leftovers.js';

/**
 * In the SDK's order: the flag, the environment, the profile; undefined for AWS's own. Clients are told what comes out,
 * and look no further: the SDK itself would tell nobody, and look into the profile `default` whatever `--profile` says.
 * @throws {Problem} (usage) for what is no address, and where some calls would go elsewhere than others.
 */
export function endpointOf(
  { endpointUrl }: GlobalFlags,
  profiles: Profiles,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  if (endpointUrl !== undefined) return endpointUrl;
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  return endpointOfEnvironment(environment) ?? endpointOfProfile(profiles);
}

function endpointOfEnvironment(environment: NodeJS.ProcessEnv): string | undefined {
  const single = Object.keys(environment).filter(
    (name) => name.startsWith('AWS_ENDPOINT_URL_') && environment[name],
  );
  if (single.length > 0) {
    throw Problem.usage(
      'This shell leads some calls elsewhere than to AWS, and others not.',
      `Run: unset ${single.join(' ')}, or give one address for all with --endpoint-url`,
      `${single.join(' and ')} ${single.length === 1 ? 'is' : 'are'} set.`,
    );
  }
  const general = environment.AWS_ENDPOINT_URL;
  if (!general) return undefined;
  const next = 'Run: unset AWS_ENDPOINT_URL, or set it to an address like http://127.0.0.1:5000';
  assertAddress('AWS_ENDPOINT_URL', general, next);
  return general;
}

function endpointOfProfile(profiles: Profiles): string | undefined {
  const { endpoint, astray } = configuredEndpoints(profiles);
  const { name } = profiles;
  if (astray.length > 0) {
    throw Problem.usage(
      `The profile ${name} leads some calls elsewhere than others.`,
      'Take its services section away, or give one address for all with --endpoint-url',
      `It gives ${astray.join(', ')} an address of ${astray.length === 1 ? 'its' : 'their'} own.`,
    );
  }
  if (endpoint === undefined) return undefined;
  const next = 'Mend it in ~/.aws/config, or give another one with --endpoint-url';
  assertAddress(`endpoint_url of the profile ${name}`, endpoint, next);
  refuseSandboxAddress(endpoint, name);
  return endpoint;
}
