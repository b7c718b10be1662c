/** The flags that stand before or after any command, and which commands they mean something to. */
import { type Command, Option } from 'commander';
import { shortened } from '../lab/shortened.js';
import { Problem } from '../problem.js';

export interface GlobalFlags {
  readonly aws: boolean;
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  /** Empty without. */
  readonly prefix: string;
  readonly yes: boolean;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly color: boolean;
  readonly verbose: boolean;
}

export type GlobalFlag = keyof GlobalFlags;

const OPTIONS: Readonly<Record<GlobalFlag, () => Option>> = {
  aws: () => new Option('--aws', 'work on AWS instead of the sandbox (asks before it changes anything)'),
  profile: () => new Option('--profile <name>', 'with --aws: the profile of your AWS configuration'),
  region: () => new Option('--region <region>', 'the AWS region'),
  endpointUrl: () => new Option('--endpoint-url <url>', 'with --aws: send all calls to this address'),
  prefix: () =>
    new Option('--prefix <text>', 'put this before every name, so that several labs fit into one account'),
  yes: () => new Option('--yes', 'ask nothing'),
  json: () => new Option('--json', 'one JSON object per line on stdout, for scripts'),
  dryRun: () => new Option('--dry-run', 'show what would be done and change nothing'),
  color: () => new Option('--no-color', 'no colours'),
  verbose: () => new Option('--verbose', 'errors with all their details'),
};

const ABSENT: GlobalFlags = {
  aws: false,
  prefix: '',
  yes: false,
  json: false,
  dryRun: false,
  color: true,
  verbose: false,
};

const EVERYWHERE: readonly GlobalFlag[] = ['json', 'color', 'verbose'];
const WHERE: readonly GlobalFlag[] = ['aws', 'profile', 'region', 'endpointUrl', 'prefix'];

/** Which flags mean something to which kind of command. */
export const FlagsFor = {
  /** Changes the lab. */
  work: [...WHERE, 'yes', 'dryRun', ...EVERYWHERE],
  /** Looks at the lab. There is nothing to ask, so `--yes` does no harm. */
  look: [...WHERE, 'yes', ...EVERYWHERE],
  /** Looks after the sandbox. */
  sandbox: EVERYWHERE,
  /** Destroys what the sandbox holds. */
  sandboxReset: ['yes', ...EVERYWHERE],
} as const satisfies Record<string, readonly GlobalFlag[]>;

/** `us-east-1`, `ap-southeast-2`, `us-gov-west-1`. */
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

export function addGlobalFlags(program: Command): void {
  for (const option of Object.values(OPTIONS)) program.addOption(option());
}

/** How the flag is written: `--endpoint-url`. */
export function flagName(flag: GlobalFlag): string {
  return OPTIONS[flag]().long ?? flag;
}

/**
 * The flags as given, after every rule that needs nothing but the flags.
 * @throws {Problem} (usage) for a flag that means nothing here, and for values that cannot be right.
 */
export function readGlobalFlags(
  program: Command,
  command: string,
  meaningful: readonly GlobalFlag[],
): GlobalFlags {
  const flags = { ...ABSENT, ...program.opts<Partial<GlobalFlags>>() };
  const names = Object.keys(OPTIONS).filter((name): name is GlobalFlag => name in OPTIONS);
  for (const flag of names) {
    if (program.getOptionValueSource(flag) === 'cli' && !meaningful.includes(flag)) {
      throw Problem.usage(
        `${flagName(flag)} means nothing to "orders-lab ${command}".`,
        `Leave it out. "orders-lab ${command} --help" lists the flags of this command.`,
      );
    }
  }
  checkTarget(flags);
  return flags;
}

function checkTarget({ aws, profile, region, endpointUrl }: GlobalFlags): void {
  if (!aws && (profile !== undefined || endpointUrl !== undefined)) {
    const flag = profile === undefined ? '--endpoint-url' : '--profile';
    throw Problem.usage(
      `${flag} only works together with --aws.`,
      `Add --aws to work on AWS, or leave ${flag} out to work in the sandbox.`,
    );
  }
  if (region !== undefined) assertRegion('--region', region);
  if (endpointUrl !== undefined) {
    assertAddress('--endpoint-url', endpointUrl, 'Give for example --endpoint-url http://127.0.0.1:5000');
  }
}

/**
 * The region again.
 * @param name of the flag, variable or profile that holds it
 * @throws {Problem} (usage) for what cannot be a region: it becomes part of the addresses that are called.
 */
export function assertRegion(name: string, region: string): string {
  if (REGION.test(region)) return region;
  throw Problem.usage(
    `${name} must be the code of an AWS region, not ${JSON.stringify(shortened(region))}.`,
    'Give for example --region us-east-1',
  );
}

/**
 * @param name of the flag or variable that holds it
 * @param next what to do where it is wrong
 * @throws {Problem} (usage) for what is no whole address, or holds a password: addresses are shown and recorded.
 */
export function assertAddress(name: string, text: string, next: string): void {
  if (text.includes('@')) {
    throw Problem.usage(
      `${name} must not hold a user name or a password.`,
      next,
      'Requests are signed with AWS keys. Addresses are shown and written down; passwords must not be.',
    );
  }
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return;
  throw Problem.usage(`${name} must be a whole address, not ${JSON.stringify(shortened(text))}.`, next);
}

/** The profile that calls to AWS are signed with, where one is named: in another shell it must be named again. */
export function profileOf({ aws, profile }: GlobalFlags, environment: NodeJS.ProcessEnv): string | undefined {
  return aws ? profile || environment.AWS_PROFILE || undefined : undefined;
}

/** The flags that lead to the same lab again, for commands that we suggest. */
export function flagsToSameLab({ aws, profile, region, endpointUrl, prefix }: GlobalFlags): string[] {
  return [
    ...(aws ? ['--aws'] : []),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(endpointUrl === undefined ? [] : ['--endpoint-url', endpointUrl]),
    ...(prefix === '' ? [] : ['--prefix', prefix]),
  ];
}
