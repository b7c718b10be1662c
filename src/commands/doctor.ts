/** `doctor`: examines the machine, the account and what earlier labs have left. Changes nothing, and takes no lock. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { toProblem } from '../aws/explain.js';
import { type AreaFindings, examineAll, examineUnreached } from '../doctor/doctor.js';
import type { Machine } from '../doctor/machine.js';
import { createLab, type OpenLab, openLab } from '../lab/create-lab.js';
import type { EmitEvent } from '../lab/events.js';
import type { Finding } from '../lab/finding.js';
import { namesFor } from '../lab/names.js';
import { ExitCode, Problem } from '../problem.js';
import { openStateFolder } from '../state/home.js';
import { areaLines, verdictLines } from '../ui/doctor-view.js';
import { liveText } from '../ui/screen.js';
import { describeTerminal } from '../ui/terminal.js';
import { reachTarget } from './connection.js';
import { flagsToSameLab } from './global-flags.js';
import type { Invocation } from './invocation.js';
import { commandLine } from './rendering.js';
import type { Reach } from './target.js';
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
  const names = namesFor(flags.prefix);
  const machine = machineOf(invocation);
  screen.status(liveText(screen, 'Looking at this machine'));
  const reached = await reachLab(invocation);
  try {
    if (reached instanceof Problem) {
      const target = flags.aws ? 'aws' : 'sandbox';
      const areas = examineUnreached(machine, { kind: target }, reached);
      return await tell(invocation, { target, prefix: names.prefix }, areas);
    }
    return await examineReached(invocation, machine, reached);
  } finally {
    screen.status(undefined);
    if (!(reached instanceof Problem)) reached.lab.close();
  }
}

interface Reached {
  readonly reach: Reach;
  readonly lab: OpenLab;
}

/** A problem is an answer, too. */
async function reachLab(invocation: Invocation): Promise<Reached | Problem> {
  const { flags, interruption } = invocation;
  const toType = (words: string): string => commandLine(invocation, words);
  let target: Parameters<typeof toProblem>[1]['target'] = { kind: flags.aws ? 'aws' : 'sandbox' };
  try {
    const reach = await reachTarget(invocation);
    target = reach.target;
    const lab = await openLab({
      ...reach,
      names: namesFor(flags.prefix),
      signal: interruption.signal,
      emit: showing(invocation),
      flags: flagsToSameLab(flags),
    });
    return { reach, lab };
  } catch (error) {
    if (interruption.signal.aborted) throw error;
    const problem = toProblem(error, { target, commandLine: toType });
    if (problem === undefined) throw error;
    return problem;
  }
}

async function examineReached(
  invocation: Invocation,
  machine: Machine,
  { reach, lab }: Reached,
): Promise<ExitCode> {
  const { kind, region, account, endpoint } = lab.target;
  const caller = await callerOf(lab);
  const examination = {
    lab,
    caller,
    environment: process.env,
    elsewhere: elsewhere(invocation, reach, lab),
  };
  const subject: Subject = {
    target: kind,
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    account,
    caller,
    prefix: lab.names.prefix,
  };
  return tell(invocation, subject, examineAll(examination, machine, { regionFrom: reach.regionFrom }));
}

/** With the session, which the owner of a lab is told without. */
async function callerOf(lab: OpenLab): Promise<string> {
  try {
    const { Arn } = await lab.client(STSClient).send(new GetCallerIdentityCommand({}));
    return Arn ?? lab.ownership.owner;
  } catch (error) {
    throw toProblem(error, lab) ?? error;
  }
}

/** Opens labs in other places for the same caller. Their flags name the region, since the shell may choose another. */
function elsewhere(invocation: Invocation, reach: Reach, visitor: OpenLab) {
  return ({ region, prefix }: { readonly region: string; readonly prefix: string }): OpenLab => {
    const names = namesFor(prefix);
    const there = region === visitor.target.region ? {} : { region };
    return createLab({
      ...reach,
      target: { ...visitor.target, region },
      names,
      ownership: { ...visitor.ownership, labId: names.labId },
      clockSkew: visitor.clockSkew,
      signal: visitor.signal,
      emit: showing(invocation),
      flags: flagsToSameLab({ ...invocation.flags, ...there, prefix }),
    });
  };
}

/** Shows in the live line what is being asked or waited for. */
function showing({ screen }: Invocation): EmitEvent {
  return (event) => {
    if (event.event === 'call-started') screen.status(liveText(screen, `Asking ${event.service}`));
    if (event.event === 'progress') screen.status(liveText(screen, event.title, event.elapsed));
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
    const labs = findings.filter(({ area }) => area === 'labs');
    process.stdout.write(`${JSON.stringify({ v: 1, ...subject, ok, findings, labs })}\n`);
  } else {
    const ready = `Nothing stands in the way. Begin with: ${commandLine(invocation, 'run')}`;
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
