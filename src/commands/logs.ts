/** `logs`: what a function of the lab has logged, as `aws logs tail` shows it. */
import { realClock } from '../aws/clock.js';
import { isNotFound } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import { logGroupOf, type Names } from '../lab/names.js';
import { shortened } from '../lab/shortened.js';
import { ExitCode, Problem } from '../problem.js';
import { type LogLine, tailLog } from '../resources/log-tail.js';
import type { Invocation } from './invocation.js';
import { looking } from './looking.js';
import { millisecondsOf } from './span.js';

export interface LogsFlags {
  readonly follow?: boolean;
  /** As typed. */
  readonly function?: string;
  /** As typed. */
  readonly since?: string;
  readonly filterPattern?: string;
}

/** As `aws logs tail`. */
const DEFAULT_SINCE = '10m';

/** What `--function` takes, and the step that makes each. */
const FUNCTIONS = {
  'stream-processor': { nameIn: (names: Names) => names.streamProcessor, step: 'attach-stream' },
  'orders-api': { nameIn: (names: Names) => names.ordersApi, step: 'build-api' },
} as const;

type FunctionName = keyof typeof FUNCTIONS;

/** @throws {Problem} (usage) for a function or a span that is none. */
export async function logs(invocation: Invocation, flags: LogsFlags): Promise<ExitCode> {
  const { nameIn, step } = FUNCTIONS[functionFrom(flags.function)];
  const span = millisecondsOf(flags.since ?? DEFAULT_SINCE);
  const { signal } = invocation.interruption;
  await looking(invocation, async (lab) => {
    const group = logGroupOf(nameIn(lab.names));
    const options = {
      group,
      since: lab.clock.now() - span,
      pattern: flags.filterPattern,
      // The watcher's own time: on the sandbox's clock, to wait would be to move it on.
      follow: flags.follow ? realClock : undefined,
    };
    let count = 0;
    try {
      for await (const line of tailLog(lab, options)) {
        count += 1;
        show(invocation, line);
      }
    } catch (error) {
      // To follow ends with Ctrl-C, and that is no failure.
      if (flags.follow && signal.aborted) return;
      throw isNotFound(error) ? noGroup(lab, group, step) : error;
    }
    if (count === 0 && !invocation.flags.json) {
      invocation.screen.print(`${group} has nothing of the last ${flags.since ?? DEFAULT_SINCE}.`);
    }
  });
  return ExitCode.Ok;
}

/** The first one, where none is named. */
function functionFrom(typed: string | undefined): FunctionName {
  const names = Object.keys(FUNCTIONS).filter(isFunctionName);
  const [first] = names;
  if (typed === undefined && first !== undefined) return first;
  if (typed !== undefined && isFunctionName(typed)) return typed;
  throw Problem.usage(
    `The lab has no function ${JSON.stringify(shortened(typed ?? ''))}.`,
    `Give one of: ${names.join(', ')}`,
  );
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

function show({ flags, screen }: Invocation, { time, stream, message }: LogLine): void {
  const at = new Date(time).toISOString();
  screen.status(undefined);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ v: 1, event: 'log', time: at, stream, message })}\n`);
  } else {
    screen.print(`${screen.theme.success(at)} ${screen.theme.dim(stream)} ${message}`);
  }
}

function noGroup(lab: Lab, group: string, step: string): Problem {
  return new Problem(`There is no log group ${group}.`, {
    because: 'The step that makes the function makes its log group, too.',
    next: `Run ${lab.commandLine(step)} first.`,
  });
}
