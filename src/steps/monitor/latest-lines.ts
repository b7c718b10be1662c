/** The latest lines that each function has logged. */
import { z } from 'zod';
import { isNotFound } from '../../aws/errors.js';
import type { Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { logGroupOf } from '../../lab/names.js';
import { type LogLine, tailLog } from '../../resources/log-tail.js';

/** Milliseconds to look back. */
const SHOWN = 30 * 60_000;
/** Of each function. */
const LINES = 4;
/** Characters of a line. */
const LONGEST = 100;

/** What Lambda writes around each invocation, and says again in its REPORT. */
const FRAME = /^(?:START|END|INIT_START) /;
const REQUEST_ID = /RequestId: \S+\s+/;

const logged = z.object({ level: z.string(), message: z.string() });

export async function* showLatestLines(lab: Lab): AsyncGenerator<Evidence> {
  const { streamProcessor, ordersApi } = lab.names;
  const rows: string[][] = [];
  for (const name of [streamProcessor, ordersApi]) {
    for (const { time, message } of await latest(lab, name)) {
      rows.push([name, new Date(time).toISOString().slice(11, 19), inWords(message)]);
    }
  }
  if (rows.length === 0) return;
  const caption = `The whole of it: ${lab.commandLine('logs --function orders-api')}`;
  yield {
    kind: 'table',
    title: 'The latest lines of the functions',
    data: { columns: ['function', 'time (UTC)', 'line'], rows, caption },
  };
}

async function latest(lab: Lab, functionName: string): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  try {
    const since = lab.clock.now() - SHOWN;
    for await (const line of tailLog(lab, { group: logGroupOf(functionName), since })) {
      if (FRAME.test(line.message)) continue;
      lines.push(line);
      if (lines.length > LINES) lines.shift();
    }
  } catch (error) {
    // Somebody has deleted the log group: there is nothing to show.
    if (!isNotFound(error)) throw error;
  }
  return lines;
}

/** Of what the functions write themselves, which is JSON, level and message; of what Lambda writes, all. */
function inWords(message: string): string {
  const line = parse(message);
  const text =
    line === undefined
      ? message.replace(REQUEST_ID, '').replaceAll(/\s+/g, ' ')
      : `${line.level} ${line.message}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function parse(message: string): z.infer<typeof logged> | undefined {
  try {
    return logged.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
