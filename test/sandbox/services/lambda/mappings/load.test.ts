/** A thousand changes under load, told to a function that fails in every way there is. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { FailingLab } from './failing-lab.js';
import { prove } from './mapping-proof.js';

const KEYS = 40;
const TURNS = 25;
const WRITERS = 4;
const CHANGES = KEYS * TURNS;
/** In these turns one key of each writer asks the function to fail. */
const POISONED_TURNS: Readonly<Record<number, 'report' | 'throw'>> = { 6: 'report', 17: 'throw' };

let sandbox: TestSandbox;
let lab: FailingLab;
beforeEach(async () => {
  sandbox = await startTestSandbox();
  lab = await FailingLab.begin(sandbox, {
    batchSize: 100,
    failures: { throws: 8, reports: 12, exits: 2 },
    hangs: 9,
    takes: 1,
  });
});
afterEach(async () => {
  lab.close();
  await sandbox.close();
  expect(sandbox.log).toEqual([]);
});

/** Changes its own keys, each of them once a turn, while the mapping works. */
async function write(writer: number): Promise<void> {
  const share = KEYS / WRITERS;
  const keys = { first: writer * share, end: (writer + 1) * share };
  for (let turn = 0; turn < TURNS; turn++) {
    await lab.change(keys, turn, (key) => (key === keys.first ? POISONED_TURNS[turn] : undefined));
  }
}

it(`${CHANGES} changes of ${KEYS} keys: each is done once or parked, in order, whatever the function does`, async ({
  annotate,
}) => {
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));

  const counts = await prove(lab, { exactly: true });

  await annotate(JSON.stringify(counts));
  expect(counts).toMatchObject({ changes: CHANGES, keys: KEYS, deletions: (KEYS * TURNS) / 5 });
  expect(counts.done + counts.parked).toBe(CHANGES);
  expect(counts.ends.hung).toBe(1);
  expect(counts.ends.threw).toBeGreaterThan(0);
  expect(counts.ends.reported).toBeGreaterThan(0);
});
