/** The differential run: scenarios, several at once, until enough has been asked. */
import fc from 'fast-check';
import { startTestSandbox } from '../../support/sandbox.js';
import { startAmazons } from './amazons.js';
import { type Difference, described } from './differences.js';
import { EXAMPLES } from './examples.js';
import { operation, readEverything } from './generate/operations.js';
import { tableShape } from './generate/tables.js';
import { KEY_ONLY_ITEM } from './known/behaviour.js';
import { NUMBERS_AS_SENT } from './known/index.js';
import { plainNumber } from './plain-number.js';
import { explained } from './reconcile.js';
import { type Engines, play, type Scenario } from './scenario.js';
import { Endpoint } from './wire.js';

/** Any will do: DynamoDB Local knows nobody. */
const ANYONE = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
/** Scenarios that are played at the same time, each in a region of its own. */
const LANES = 6;
const STEPS = 80;
/** Longer than tables take to come and go. */
const SETTLING = 1000; /* ms, virtual */
/** How long a difference is made smaller before it is shown. */
const SHRINKING = 30_000; /* ms */

export interface RunOptions {
  readonly seed: number;
  /** Requests to each engine, at least. */
  readonly requests: number;
}

export interface RunResult {
  readonly requests: number;
  readonly seconds: number;
  /** How often each known difference has been met, by name. */
  readonly known: ReadonlyMap<string, number>;
  /** Unknown differences, each with all that one needs to see it again. */
  readonly unknown: readonly string[];
  /** Faults of ours that the sandbox has logged. */
  readonly log: readonly string[];
}

const scenario: fc.Arbitrary<Scenario> = fc.tuple(tableShape('Left'), tableShape('Right')).chain((tables) =>
  fc.array(operation(tables), { minLength: 1, maxLength: STEPS, size: 'max' }).map((steps) => ({
    tables,
    steps: [...steps, ...readEverything(tables)],
  })),
);

/** Scenario n of a run has the seed `seed + n`, so that each can be played again alone. */
export async function run({ seed, requests }: RunOptions): Promise<RunResult> {
  const amazons = await startAmazons();
  const sandbox = await startTestSandbox();
  const ours = new Endpoint(sandbox.connection.port, sandbox.connection);
  const theirs = new Endpoint(amazons.port, ANYONE);
  const known = new Map<string, number>();
  const unknown: string[] = [];
  const count = (name: string): void => void known.set(name, (known.get(name) ?? 0) + 1);
  const enginesIn = (region: string): Engines => ({
    ours: ours.in(region),
    amazons: theirs.in(region),
    spelling(text) {
      const plain = plainNumber(text);
      if (plain !== text) count(NUMBERS_AS_SENT);
      return plain;
    },
    onKeyOnlyItem: () => count(KEY_ONLY_ITEM),
    settle: () => sandbox.advance(SETTLING),
  });
  let next = seed;
  const lane = async (region: string): Promise<void> => {
    while (ours.requests < requests && unknown.length === 0) {
      const failure = await playOne(next++, enginesIn(region), count);
      if (failure !== undefined) unknown.push(failure);
    }
  };
  const started = Date.now();
  try {
    await play(EXAMPLES, enginesIn('us-examples-1'), (difference) => {
      tell(difference, count, (text) => unknown.push(text));
    });
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(`us-lane-${number + 1}`)));
    const seconds = (Date.now() - started) / 1000;
    return { requests: ours.requests, seconds, known, unknown, log: sandbox.log };
  } finally {
    ours.close();
    theirs.close();
    await sandbox.close();
    await amazons.stop();
  }
}

function tell(difference: Difference, count: (name: string) => void, unknown: (text: string) => void): void {
  const names = explained(difference);
  if (names === undefined) unknown(described(difference));
  else names.forEach(count);
}

/** Plays one scenario; where it meets an unknown difference, finds a smaller scenario that does, and describes it. */
async function playOne(
  seed: number,
  engines: Engines,
  count: (name: string) => void,
): Promise<string | undefined> {
  let smallest: Difference | undefined;
  const property = fc.asyncProperty(scenario, async (played) => {
    let found: Difference | undefined;
    await play(played, engines, (difference) => {
      tell(difference, count, () => {
        found ??= difference;
      });
    });
    smallest = found ?? smallest;
    return found === undefined;
  });
  const { failed } = await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit: SHRINKING });
  if (!failed || smallest === undefined) return undefined;
  return `DIFFERENTIAL_SEED=${seed} DIFFERENTIAL_REQUESTS=1\n${described(smallest)}`;
}
