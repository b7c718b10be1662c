/** The machine that the lab runs on. Needs no access to anything. */
import { duration } from '../lab/duration.js';
import type { Finding } from '../lab/finding.js';
import type { Target } from '../lab/lab.js';
import { Problem } from '../problem.js';

/** What this process knows of its machine. */
export interface Machine {
  /** `v22.21.0` */
  readonly nodeVersion: string;
  /** As package.json says it: `>=20.19`. */
  readonly engines: string;
  readonly platform: NodeJS.Platform;
  /** The state folder, or why there is none that can be used. */
  readonly stateFolder: string | Problem;
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
}

export interface Terminal {
  readonly interactive: boolean;
  readonly color: boolean;
  readonly unicode: boolean;
  readonly columns: number;
}

/** Below this, the SDK of AWS says that its next versions will not run. */
const SDK_PREFERS_NODE = 22;
/** Columns that tables and charts are laid out for. */
const COMFORTABLE_COLUMNS = 80;
/** Milliseconds from which on somebody should look after the clock. */
const SKEW_WORTH_MENDING = 60_000;
/** Milliseconds from which on AWS refuses a signature. AWS: "Signature Version 4", expiry of requests. */
const SKEW_REFUSED = 5 * 60_000;
/** Variables that other programs take a proxy from. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** @param target where the lab is, as far as it is known. */
export function examineMachine(
  machine: Machine,
  target: Pick<Target, 'kind' | 'endpoint'>,
): readonly Finding[] {
  return [
    nodeFinding(machine),
    ...platformFinding(machine),
    terminalFinding(machine.terminal, target),
    stateFolderFinding(machine),
    ...proxyFinding(machine, target),
  ];
}

function nodeFinding({ nodeVersion, engines }: Machine): Finding {
  const [major = 0, minor = 0] = numbersOf(nodeVersion);
  const [neededMajor = 0, neededMinor = 0] = numbersOf(engines);
  const subject = { id: 'node', claim: `Node is ${engines.replace('>=', '')} or newer` };
  if (major < neededMajor || (major === neededMajor && minor < neededMinor)) {
    const next =
      'Install the current LTS version of Node (https://nodejs.org), then run the same command again.';
    return onMachine({ ...subject, state: 'blocker', found: nodeVersion, next });
  }
  if (major >= SDK_PREFERS_NODE) return onMachine({ ...subject, state: 'ok', found: nodeVersion });
  return onMachine({
    ...subject,
    state: 'note',
    found: `${nodeVersion}. The lab works with it; later versions of the AWS SDK will need Node ${SDK_PREFERS_NODE}`,
    next: 'Install the current LTS version of Node when it suits you (https://nodejs.org).',
  });
}

/** Only where it does not fit: Linux and macOS need no word. */
function platformFinding({ platform }: Machine): readonly Finding[] {
  if (platform !== 'win32') return [];
  return [
    onMachine({
      id: 'platform',
      claim: 'The system is Linux or macOS',
      state: 'blocker',
      found: 'Windows: the sandbox needs processes, signals and file locks as Linux has them',
      next: 'Run it in WSL: wsl --install, then Node and orders-lab inside of it.',
    }),
  ];
}

function terminalFinding(
  { interactive, color, unicode, columns }: Terminal,
  { kind }: Pick<Target, 'kind'>,
): Finding {
  const subject = { id: 'terminal', claim: 'A terminal can ask and show' };
  if (!interactive) {
    const consent = kind === 'aws' ? 'what changes something on AWS needs --yes' : 'it goes on as with --yes';
    return onMachine({ ...subject, state: 'note', found: `there is none: nothing is asked, and ${consent}` });
  }
  const facts = [
    `${columns} columns`,
    color ? 'colours' : 'no colours',
    unicode ? 'Unicode' : 'ASCII only: the locale is not UTF-8',
  ].join(', ');
  if (columns >= COMFORTABLE_COLUMNS) return onMachine({ ...subject, state: 'ok', found: facts });
  const next = `Make the window ${COMFORTABLE_COLUMNS} columns wide: tables and charts need that much.`;
  return onMachine({ ...subject, state: 'note', found: facts, next });
}

function stateFolderFinding({ stateFolder }: Machine): Finding {
  const subject = { id: 'state-folder', claim: 'Records, journals and the sandbox can be kept' };
  if (!(stateFolder instanceof Problem)) return onMachine({ ...subject, state: 'ok', found: stateFolder });
  const { message, because, next } = stateFolder;
  const found = [message, because].filter(Boolean).join(' ');
  return onMachine({ ...subject, state: 'blocker', found, next });
}

/** The SDK goes to AWS directly, whatever the environment says. */
function proxyFinding(
  { environment }: Machine,
  { kind, endpoint }: Pick<Target, 'kind' | 'endpoint'>,
): readonly Finding[] {
  const set = PROXY_VARIABLES.filter((name) => environment[name]);
  const isLocal =
    endpoint !== undefined && URL.canParse(endpoint) && LOOPBACK.test(new URL(endpoint).hostname);
  if (set.length === 0 || kind === 'sandbox' || isLocal) return [];
  return [
    onMachine({
      id: 'proxy',
      claim: 'AWS is reached without a proxy',
      state: 'warning',
      found: `${set.join(' and ')} ${set.length === 1 ? 'names' : 'name'} a proxy, which the AWS SDK does not use`,
      next: 'If calls hang or time out, work from a network that leads to AWS directly (a VPN, a cloud shell).',
    }),
  ];
}

/** @param skew milliseconds that AWS's clock is ahead of this machine's. */
export function clockFinding(skew: number): Finding {
  const subject = { id: 'clock-skew', claim: 'The clock agrees with that of AWS' };
  const away = Math.abs(skew);
  const found = `it is ${duration(away)} ${skew > 0 ? 'behind' : 'ahead'}`;
  if (away < SKEW_WORTH_MENDING) {
    return onMachine({ ...subject, state: 'ok', found: away < 1_000 ? 'to the second' : found });
  }
  const refused = away >= SKEW_REFUSED;
  return onMachine({
    ...subject,
    state: 'warning',
    found: refused
      ? `${found}. AWS refuses signatures that are 5 minutes off; the AWS SDK corrects them after the first refusal, other tools do not`
      : `${found}. From 5 minutes on AWS refuses signatures`,
    next: 'Let the system set its clock: timedatectl set-ntp true on Linux, "Set time and date automatically" on macOS; in WSL: wsl --shutdown, then start it again.',
  });
}

function onMachine(finding: Omit<Finding, 'area'>): Finding {
  return { area: 'machine', ...finding };
}

/** `v20.19.5`, `>=20.19` */
function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}
