/**
 * What the shared config files say of the profile in use, beyond what the SDK tells: where its calls are led, and which
 * profiles stand behind it. AWS: "Configuration and credential file settings"
 * (AWS CLI User Guide), "Service-specific endpoints" (AWS SDKs and Tools Reference Guide).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CONFIG_PREFIX_SEPARATOR,
  getHomeDir,
  loadSharedConfigFiles,
  parseKnownFiles,
} from '@smithy/core/config';

export type ProfileSettings = Readonly<Record<string, string | undefined>>;

export interface Profiles {
  /** The profile in use: `--profile`, AWS_PROFILE, or `default`. */
  readonly name: string;
  readonly all: Readonly<Record<string, ProfileSettings>>;
  /** Sections of the config file that are no profiles, such as `services.local`. */
  readonly sections: Readonly<Record<string, ProfileSettings>>;
}

/** How the SDK's keys of a `services` section name what the lab calls. */
const SERVICES = [
  'api_gateway',
  'application_auto_scaling',
  'cloudwatch',
  'cloudwatch_logs',
  'dynamodb',
  'dynamodb_streams',
  'iam',
  'lambda',
  'resource_groups_tagging_api',
  'sqs',
  'sts',
] as const;

/** Reads both files. What cannot be read counts as empty, as in the SDK. */
export async function readProfiles(name: string | undefined): Promise<Profiles> {
  const [all, { configFile }] = await Promise.all([parseKnownFiles({}), loadSharedConfigFiles()]);
  return { name: name ?? 'default', all, sections: configFile };
}

/** Why a profile may be missing: the files that the SDK has passed over, one sentence for each. */
export function unreadFiles(environment: NodeJS.ProcessEnv): readonly string[] {
  const inHome = (name: string): string => join(getHomeDir(), '.aws', name);
  const files = [
    { file: environment.AWS_CONFIG_FILE, usual: inHome('config') },
    { file: environment.AWS_SHARED_CREDENTIALS_FILE, usual: inHome('credentials') },
  ];
  return files.flatMap(({ file, usual }) => {
    try {
      readFileSync(file || usual);
      return [];
    } catch (error) {
      // Many have only one of the files.
      if (!file && error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      return [`${file || usual} cannot be read: ${error instanceof Error ? error.message : String(error)}.`];
    }
  });
}

/** The profile in use and those whose credentials it starts from, nearest first. A loop is followed once. */
export function profilesBehind({ name, all }: Profiles): readonly string[] {
  const names: string[] = [];
  for (let next: string | undefined = name; next !== undefined && !names.includes(next); ) {
    const settings: ProfileSettings | undefined = all[next];
    if (settings === undefined) break;
    names.push(next);
    next = settings.source_profile;
  }
  return names;
}

export interface ConfiguredEndpoints {
  /** The one address of all calls; undefined for AWS's own. */
  readonly endpoint: string | undefined;
  /** Services whose calls would go elsewhere than that. */
  readonly astray: readonly string[];
}

/** Where the profile leads the lab's calls: its `services` section, else its `endpoint_url`. */
export function configuredEndpoints({ name, all, sections }: Profiles): ConfiguredEndpoints {
  const profile = all[name] ?? {};
  if (profile.ignore_configured_endpoint_urls === 'true') return { endpoint: undefined, astray: [] };
  const section = sections[`services${CONFIG_PREFIX_SEPARATOR}${profile.services}`] ?? {};
  const addresses = SERVICES.map(
    (service) => section[`${service}${CONFIG_PREFIX_SEPARATOR}endpoint_url`] ?? profile.endpoint_url,
  );
  const [endpoint] = addresses;
  if (addresses.every((address) => address === endpoint)) return { endpoint, astray: [] };
  return {
    endpoint: profile.endpoint_url,
    astray: SERVICES.filter((_, position) => addresses[position] !== profile.endpoint_url),
  };
}
