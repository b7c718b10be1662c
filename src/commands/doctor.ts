/** `doctor`: examines the machine, the account and what earlier labs have left. Changes nothing, and takes no lock. */
import { type AreaFindings, examineAll, examineUnreached } from '../doctor/doctor.js';
import type { Machine } from '../doctor/machine.js';
import type { Finding } from '../lab/finding.js';
import { namesFor } from '../lab/names.js';
import { ExitCode, Problem } from '../problem.js';
import { openStateFolder } from '../state/home.js';
import { areaLines, verdictLines } from '../ui/doctor-view.js';
import { liveText } from '../ui/screen.js';
import { describeTerminal } from '../ui/terminal.js';
import { type OpenExamination, openExamination } from './examining.js';
import { printDetails } from './failure.js';
import type { Invocation } from './invocation.js';
import { commandLine } from './rendering.js';
import { packageEngines } from './version.js';

/** What was examined, as far as it was reached. */
interface Subject {
  readonly target: 'sandbox' | 'aws';
  readonly endpoint?: string;
  readonly region?: string;
  readonly account?: string;
  /** The caller's ARN, down to the session. */
  readonly caller?: string;
  readonly prefix: string;
}

/**
 * Exit code 1 where something stands in the way of the lab. That nobody can be reached is found, and told, like
 * everything else.
 * @throws {Problem} (usage) for a prefix that cannot be; an interruption; a bug of ours as it is.
 */
export async function doctor(invocation: Invocation): Promise<ExitCode> {
  const { flags, screen } = invocation;
  const { prefix } = namesFor(flags.prefix);
  const machine = machineOf(invocation);
  screen.status(liveText(screen, 'Looking at this machine'));
  const opened = await openExamination(invocation);
  try {
    if (opened instanceof Problem) {
      if (flags.verbose) printDetails(opened, flags.color);
      const target = flags.aws ? 'aws' : 'sandbox';
      return await tell(invocation, { target, prefix }, examineUnreached(machine, { kind: target }, opened));
    }
    const { examination, regionFrom } = opened;
    const areas = examineAll(examination, machine, { regionFrom });
    return await tell(invocation, subjectOf(examination), areas);
  } finally {
    screen.status(undefined);
    if (!(opened instanceof Problem)) opened.close();
  }
}

function subjectOf({ lab, caller }: OpenExamination['examination']): Subject {
  const { kind, region, account, endpoint } = lab.target;
  return {
    target: kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    account,
    caller,
    prefix: lab.names.prefix,
  };
}

async function tell(
  invocation: Invocation,
  subject: Subject,
  areas: AsyncIterable<AreaFindings> | Iterable<AreaFindings>,
): Promise<ExitCode> {
  const { flags, screen } = invocation;
  const findings: Finding[] = [];
  for await (const { area, findings: found } of areas) {
    findings.push(...found);
    if (!flags.json) screen.print(...areaLines(area, found, screen.width(), screen.theme));
  }
  screen.status(undefined);
  const ok = findings.every(({ state }) => state !== 'blocker');
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ v: 1, ...subject, ok, findings })}\n`);
  } else {
    const sure = findings.every(({ state }) => state !== 'unknown');
    const ready = `${sure ? 'Nothing' : 'As far as can be told, nothing'} stands in the way of: ${commandLine(invocation, 'run')}`;
    screen.print(...verdictLines(findings, ready, screen.width(), screen.theme));
  }
  return ok ? ExitCode.Ok : ExitCode.Failed;
}

function machineOf({ flags }: Invocation): Machine {
  const { interactive, color, unicode } = describeTerminal({
    input: process.stdin,
    output: process.stdout,
    environment: process.env,
    json: false,
    yes: false,
    color: flags.color,
  });
  return {
    nodeVersion: process.version,
    engines: packageEngines(),
    platform: process.platform,
    stateFolder: stateFolder(),
    terminal: { interactive, color, unicode, columns: process.stdout.columns },
    environment: process.env,
  };
}

/** Made where it is not there, as by every command. */
function stateFolder(): string | Problem {
  try {
    return openStateFolder();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
