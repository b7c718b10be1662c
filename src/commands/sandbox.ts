/** `sandbox start | stop | status | reset`. */
import { shortened } from '../lab/shortened.js';
import { ExitCode, Problem } from '../problem.js';
import {
  findSandbox,
  type HazardName,
  resetSandbox,
  sandboxStatus,
  serveSandbox,
  setHazards,
  silentSandbox,
  startSandbox,
  stopSandbox,
} from '../sandbox/client.js';
import { promptsFor } from './consent.js';
import type { Invocation } from './invocation.js';
import { answer, shown } from './sandbox-answer.js';
import { hazardsFrom, hazardsInWords } from './sandbox-hazards.js';
import { policyInWords } from './sandbox-policy.js';

export interface StartFlags {
  /** As typed. */
  readonly port?: string;
  readonly foreground?: boolean;
  /** As typed. */
  readonly hazards?: string;
}

const GREATEST_PORT = 65_535;

export async function start(invocation: Invocation, flags: StartFlags): Promise<ExitCode> {
  const port = flags.port === undefined ? {} : { port: portFrom(flags.port) };
  const wanted = flags.hazards === undefined ? {} : { hazards: hazardsFrom(flags.hazards) };
  if (flags.foreground) return serve(invocation, { ...port, ...wanted });
  invocation.screen.status('Starting the sandbox');
  const sandbox = await startSandbox(port).finally(() => invocation.screen.status(undefined));
  if (wanted.hazards !== undefined) await setHazards(sandbox, wanted.hazards);
  const { hazards, policy } = await sandboxStatus(sandbox);
  answer(invocation, { running: true, ...shown(sandbox), hazards, policy }, [
    `The sandbox runs at ${sandbox.endpoint} (process ${sandbox.pid}).`,
    ...hazardsInWords(hazards),
    ...policyInWords(policy),
    'Point the AWS CLI and SDKs of this shell at it with: eval "$(orders-lab sandbox env)"',
  ]);
  return ExitCode.Ok;
}

export async function stop(invocation: Invocation): Promise<ExitCode> {
  const stopped = await stopSandbox();
  answer(invocation, { running: false, stopped }, [
    stopped ? 'The sandbox has stopped. What it holds stays on disk.' : 'No sandbox was running.',
  ]);
  return ExitCode.Ok;
}

export async function status(invocation: Invocation): Promise<ExitCode> {
  const sandbox = await findSandbox();
  if (sandbox === undefined) {
    refuseSilence();
    answer(invocation, { running: false }, [
      'No sandbox is running. The first command that needs one starts it.',
    ]);
    return ExitCode.Ok;
  }
  const { endpoint, pid, account, region, version, startedAt } = sandbox;
  const found = await sandboxStatus(sandbox);
  const now = new Date(found.now).toISOString();
  answer(
    invocation,
    { running: true, ...shown(sandbox), now, hazards: found.hazards, policy: found.policy },
    [
      `The sandbox runs at ${endpoint} (process ${pid}) since ${startedAt}.`,
      `Account ${account}, region ${region}, orders-lab ${version}.`,
      `In there it is ${now}.`,
      ...hazardsInWords(found.hazards),
      ...policyInWords(found.policy),
    ],
  );
  return ExitCode.Ok;
}

/** @throws {Problem} where a process has the sandbox, and does not answer. */
function refuseSilence(): void {
  const holder = silentSandbox();
  if (holder === undefined) return;
  throw new Problem(`The sandbox, process ${holder.pid}, does not answer.`, {
    because: `It has been there since ${holder.since}, and is stopped, very busy, or just starting.`,
    next: `Ask again in a moment. If it was stopped: kill -CONT ${holder.pid}. To end it: orders-lab sandbox stop`,
  });
}

export async function reset(invocation: Invocation): Promise<ExitCode> {
  const prompts = await promptsFor(invocation);
  const question = 'Stop the sandbox and delete everything it holds?';
  const wanted =
    prompts === undefined || (await prompts.confirm(question, false).finally(() => prompts.close()));
  if (wanted) await resetSandbox();
  answer(invocation, { running: false, reset: wanted }, [
    wanted ? 'The sandbox is empty. It starts again when it is needed.' : 'Nothing was changed.',
  ]);
  return ExitCode.Ok;
}

/** In this process, until Ctrl-C or `sandbox stop`: that is how it ends when all is well, so it exits 0. */
async function serve(
  invocation: Invocation,
  options: { readonly port?: number; readonly hazards?: readonly HazardName[] },
): Promise<ExitCode> {
  await serveSandbox({
    ...options,
    signal: invocation.interruption.signal,
    log: (line) => process.stderr.write(`${line}\n`),
    onReady: (sandbox) =>
      answer(invocation, { running: true, ...shown(sandbox) }, [
        `The sandbox runs at ${sandbox.endpoint}. Ctrl-C ends it.`,
      ]),
  });
  return ExitCode.Ok;
}

function portFrom(typed: string): number {
  const port = /^\d+$/.test(typed) ? Number(typed) : Number.NaN;
  if (port >= 1 && port <= GREATEST_PORT) return port;
  throw Problem.usage(
    `--port must be a whole number from 1 to ${GREATEST_PORT}, not ${shortened(typed)}.`,
    'Give for example --port 4600',
  );
}
