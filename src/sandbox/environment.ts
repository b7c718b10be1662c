/** The environment in which other programs reach the sandbox instead of AWS, and how to tell that one is set. */
import { openStateFolder } from '../state/home.js';
import type { SandboxConnection } from './client.js';
import { isSessionAccessKey } from './credentials.js';
import { isAccessKey, openSandboxFolder, readSettings } from './files.js';
import { DEFAULT_PORT } from './http/port.js';

export interface SandboxEnvironment {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

const UNPROXIED = ['127.0.0.1', 'localhost'];
/** Would bring in other credentials than the sandbox's. */
const ALWAYS_UNSET = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'];
/** Would lead around the endpoint, or make SDKs refuse it or the keys. */
const UNSET_WHERE_PRESENT = [
  'AWS_DEFAULT_PROFILE',
  'AWS_SECURITY_TOKEN',
  // boto3 takes the keys for expired when an earlier session's were.
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
];

/** What to change in `environment` so that SDKs and the AWS CLI use the sandbox. Holds its secret key. */
export function sandboxEnvironment(
  connection: SandboxConnection,
  environment: NodeJS.ProcessEnv = process.env,
): SandboxEnvironment {
  const present = Object.keys(environment).filter(
    (name) => name.startsWith('AWS_ENDPOINT_URL_') || UNSET_WHERE_PRESENT.includes(name),
  );
  // Programs that know both spellings take the lower-case one where it is there.
  const noProxyNames = environment.no_proxy === undefined ? ['NO_PROXY'] : ['NO_PROXY', 'no_proxy'];
  return {
    set: {
      AWS_ENDPOINT_URL: connection.endpoint,
      AWS_ACCESS_KEY_ID: connection.accessKeyId,
      AWS_SECRET_ACCESS_KEY: connection.secretAccessKey,
      AWS_REGION: connection.region,
      AWS_DEFAULT_REGION: connection.region,
      ...Object.fromEntries(noProxyNames.map((name) => [name, withUnproxied(environment[name])])),
    },
    unset: [...ALWAYS_UNSET, ...present.sort()],
  };
}

/** Whether an access key id is a sandbox's, a session's included: AWS has none like it. */
export function isSandboxAccessKey(accessKeyId: string): boolean {
  return isAccessKey(accessKeyId) || isSessionAccessKey(accessKeyId);
}

/** Whether a URL leads to the sandbox of this state folder, running or not. */
export function isSandboxEndpoint(url: string, home?: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, port } = new URL(url);
  const known = readSettings(openSandboxFolder(openStateFolder(home)))?.port ?? DEFAULT_PORT;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && port === String(known);
}

function withUnproxied(current = ''): string {
  const names = current.split(',').map((name) => name.trim());
  if (names.includes('*')) return current;
  return [...new Set([...names, ...UNPROXIED])].filter((name) => name !== '').join(',');
}
