/** A tenth of all calls fails at random, in all ways, reads as well as changes. */
import { appendFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { newTally, type Tally } from './every-call.js';
import { inventoryOf } from './inventory.js';
import { tenthOfAllCalls, untilDone } from './soak.js';
import { attempt, attemptAll, STAGES } from './stages.js';
import { onCopy, templateOf } from './templates.js';
import { NIGHTLY } from './ways.js';

const SEEDS = Array.from({ length: NIGHTLY ? 20 : 3 }, (_, position) => position + 1);

/** The last stage is cleanup. */
const LAST_STEP = STAGES.at(-2) ?? 'cleanup';

it('the lab is done and cleaned up whichever calls fail, if it is run often enough', async () => {
  const tally = newTally('run', 'a tenth of all calls');

  for (const seed of SEEDS) await soak(seed, tally);

  appendFileSync(inject('tallies'), `${JSON.stringify(tally)}\n`);
  expect(tally).toMatchObject({ wrong: [], converged: SEEDS.length, emptied: SEEDS.length });
});

async function soak(seed: number, tally: Tally): Promise<void> {
  const { folder } = templateOf(inject('templates'), 'create-table');
  const { reference } = templateOf(inject('templates'), LAST_STEP);
  await onCopy(folder, async (sandbox) => {
    const disturb = (): void =>
      sandbox.server.faults.set(tenthOfAllCalls(seed), () => {
        tally.calls += 1;
      });
    disturb();
    const told = await untilDone(sandbox, '', attemptAll);
    tally.told.push(...told);
    if (told.length === 0) tally.survived += 1;
    const built = await onCopy(sandbox.folder, inventoryOf);
    expect(built).toEqual(reference);
    tally.converged += 1;

    tally.told.push(...(await untilDone(sandbox, '', (testLab) => attempt(testLab, 'cleanup'))));
    expect(await inventoryOf(sandbox)).toEqual([]);
    tally.emptied += 1;
  });
}
