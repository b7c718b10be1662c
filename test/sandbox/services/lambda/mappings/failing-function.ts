/** A function that fails in every way there is, now and then, and keeps a journal of what it has done. */
import { existsSync, readFileSync } from 'node:fs';

/** Seconds that the function is given: more than a busy machine takes. An invocation that hangs costs as much. */
export const FUNCTION_TIMEOUT = 2;

export interface FailingFunction {
  /** Takes its lines. */
  readonly journal: string;
  /** How many of a hundred invocations throw, report records, or take their process with them. */
  readonly failures: { readonly throws: number; readonly reports: number; readonly exits: number };
  /** The one invocation that hangs until it is ended, counted from 1; 0: none. */
  readonly hangs: number;
  /** Milliseconds that each invocation takes. */
  readonly takes: number;
}

/**
 * Which invocation fails how is decided by its number alone, counted over all processes, so that a run looks like
 * the one before. Items can ask for it, too: `mode` "report" is reported each time, "throw" makes its batch fail.
 */
export function failingSource({ journal, failures, hangs, takes }: FailingFunction): string {
  return `
    import { appendFileSync, statSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    const { throws, reports, exits } = ${JSON.stringify(failures)};
    const note = (line) => appendFileSync(${JSON.stringify(journal)}, JSON.stringify(line) + '\\n');
    const numberOfInvocation = () => {
      appendFileSync(${JSON.stringify(`${journal}.count`)}, '.');
      return statSync(${JSON.stringify(`${journal}.count`)}).size;
    };
    const randomOf = (seed) => {
      let t = Math.imul(seed, 0x9e3779b9) ^ (seed + 0x6d2b79f5);
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    export const handler = async ({ Records }) => {
      const number = numberOfInvocation();
      note({ number, began: Records.map(({ dynamodb }) => dynamodb.SequenceNumber) });
      await pause(${takes});
      const end = (how, done) => note({ number, how, done });
      const modeOf = ({ dynamodb }) => (dynamodb.NewImage ?? dynamodb.OldImage).mode?.S;
      const chance = randomOf(number) * 100;
      if (number === ${hangs}) {
        end('hung', 0);
        await new Promise((resolve) => setInterval(resolve, 2 ** 31 - 1));
      }
      if (chance < exits) {
        end('exited', 0);
        process.exit(3);
      }
      if (chance < exits + throws || Records.some((record) => modeOf(record) === 'throw')) {
        end('threw', 0);
        throw new Error('now and then');
      }
      const isUnlucky = chance < exits + throws + reports;
      const unlucky = isUnlucky ? Math.floor(randomOf(number + 0.5) * Records.length) : -1;
      const failed = Records.filter((record, place) => place === unlucky || modeOf(record) === 'report');
      const first = failed.length === 0 ? Records.length : Records.indexOf(failed[0]);
      end(failed.length === 0 ? 'done' : 'reported', first);
      return {
        batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
      };
    };
  `;
}

export type Outcome = 'done' | 'reported' | 'threw' | 'exited' | 'hung';

/** An invocation, as the function has seen it. */
export interface JournalEntry {
  readonly number: number;
  /** Sequence numbers, in the order of the event. */
  readonly records: readonly string[];
  /** Undefined where it was ended in the middle, or still runs. */
  readonly how: Outcome | undefined;
  /** How many records, from the first on, it has reported as done. */
  readonly done: number;
}

/** By the order in which the invocations began. */
export function readJournal(path: string): JournalEntry[] {
  const entries = new Map<number, JournalEntry>();
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const { number, began, how, done } = JSON.parse(line);
    const before = entries.get(number);
    entries.set(
      number,
      before === undefined ? { number, records: began, how: undefined, done: 0 } : { ...before, how, done },
    );
  }
  return [...entries.values()];
}

/** The sequence numbers that the function has reported as done, in that order, replays included. */
export function doneOf(journal: readonly JournalEntry[]): string[] {
  return journal.flatMap(({ records, done }) => records.slice(0, done));
}
