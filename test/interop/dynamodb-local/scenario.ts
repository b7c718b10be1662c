/** A scenario: two fresh tables, and steps on them one after the other, each sent to both engines at once. */
import { type Difference, firstDifference } from './differences.js';
import type { Step } from './generate/steps.js';
import { creation, type TableShape } from './generate/tables.js';
import { canonical, type Outcome, objectOf, perform, type Spelling } from './outcome.js';
import { removeKeyOnlyItem, takingUpdates } from './repair.js';
import { keyText, readStream } from './streams.js';
import type { Answer, Json, JsonObject, Send } from './wire.js';

export interface Scenario {
  readonly tables: readonly TableShape[];
  readonly steps: readonly Step[];
}

export interface Engines {
  readonly ours: Send;
  readonly amazons: Send;
  /** How Amazon's numbers are to be read. */
  readonly spelling: Spelling;
  /** Called where an update that only takes away has made an item of Amazon's. */
  onKeyOnlyItem(): void;
  /** Lets our virtual time pass until tables are there, or gone. */
  settle(): Promise<void>;
}

/** Reads leave everything as it was, so what follows a difference in one is still comparable. */
const READS = ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'];

/**
 * Plays a scenario in a region of its own, and removes its tables. Ends early at a write that only one engine
 * has taken, since everything after it would differ. Tells every difference to `onDifference`.
 */
export async function play(
  { tables, steps }: Scenario,
  engines: Engines,
  onDifference: (difference: Difference) => void,
): Promise<void> {
  const both = [engines.ours, engines.amazons];
  try {
    await Promise.all(
      both.flatMap((send) =>
        tables.map(async (table) => assertDone(await send('CreateTable', creation(table)))),
      ),
    );
    await engines.settle();
    const repaired: JsonObject[] = [];
    for (const step of steps) {
      const [ours, amazons] = await Promise.all([
        perform(step, engines.ours),
        perform(step, engines.amazons, engines.spelling),
      ]);
      if (ours.code === undefined && amazons.code === undefined) {
        for (const update of takingUpdates(step)) {
          if (!(await removeKeyOnlyItem(update, engines.ours, engines.amazons))) continue;
          engines.onKeyOnlyItem();
          repaired.push(update);
        }
      }
      const found = firstDifference(step, tables, ours, amazons);
      if (found === undefined) continue;
      onDifference(found);
      const oneTookIt = (ours.code === undefined) !== (amazons.code === undefined);
      if (oneTookIt && !READS.includes(step.operation)) return;
    }
    for (const table of tables) await compareStreams(table, engines, repaired, onDifference);
  } finally {
    await Promise.all(
      both.flatMap((send) => tables.map(({ name }) => send('DeleteTable', { TableName: name }))),
    );
    await engines.settle();
  }
}

/** As a step of its own, whose outcome is the records of one item. Items that were repaired have more of them. */
async function compareStreams(
  table: TableShape,
  engines: Engines,
  repaired: readonly JsonObject[],
  onDifference: (difference: Difference) => void,
): Promise<void> {
  if (table.streamView === undefined) return;
  const [ours, amazons] = await Promise.all([
    readStream(table, engines.ours, engines.spelling),
    readStream(table, engines.amazons, engines.spelling),
  ]);
  const left = repaired.filter(({ TableName: name }) => name === table.name);
  const leftOut = left.map(({ Key: key }) =>
    keyText(table, objectOf(canonical(key ?? null, engines.spelling))),
  );
  for (const key of new Set([...ours.keys(), ...amazons.keys()])) {
    if (leftOut.includes(key)) continue;
    const step: Step = { operation: 'GetRecords', input: { Key: key }, reading: 'one', order: 'defined' };
    const [mine, theirs] = [ours, amazons].map((records) => records.get(key) ?? []);
    const found = firstDifference(step, [table], recordsOutcome(mine), recordsOutcome(theirs));
    if (found !== undefined) onDifference(found);
  }
}

function recordsOutcome(records: readonly Json[] = []): Outcome {
  return { code: undefined, message: undefined, rest: records };
}

function assertDone({ status, body }: Answer): void {
  if (status !== 200) throw new Error(`A table could not be made: ${JSON.stringify(body)}`);
}
