/** Many changes under load, told to a function that fails in every way there is. */
import type { TestSandbox } from '../../../../support/sandbox.js';
import { FailingLab } from './failing-lab.js';
import { type ProofCounts, prove } from './mapping-proof.js';

const WRITERS = 4;
/** What one request changes. */
const KEYS_AT_ONCE = 10;
/** Changes of each key; a fifth of them are deletions. */
export const TURNS = 25;
/** In these turns one key of each writer asks the function to fail. */
const POISONED_TURNS: Readonly<Record<number, 'report' | 'throw'>> = { 6: 'report', 17: 'throw' };

/**
 * Four writers change their own of so many keys (a multiple of 40) {@link TURNS} times each while the mapping works.
 * Fails (by `expect`) unless each change is done once or parked, and those of a key in order.
 */
export async function proveUnderLoad(sandbox: TestSandbox, keys: number): Promise<ProofCounts> {
  const lab = await FailingLab.begin(sandbox, {
    batchSize: 100,
    failures: { throws: 8, reports: 12, exits: 2 },
    hangs: 9,
    takes: 1,
  });
  const share = keys / WRITERS;
  const write = async (writer: number): Promise<void> => {
    const begin = writer * share;
    for (let turn = 0; turn < TURNS; turn++) {
      for (let first = begin; first < begin + share; first += KEYS_AT_ONCE) {
        const some = { first, end: first + KEYS_AT_ONCE };
        await lab.change(some, turn, (key) => (key === begin ? POISONED_TURNS[turn] : undefined));
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    return await prove(lab, { exactly: true });
  } finally {
    lab.close();
  }
}
