/**
 * The proof that a killed sandbox loses nothing: writers and transactions at work, SIGKILL in the middle, then
 * everything is read and held against what was acknowledged. No acknowledged write lost, no half transaction, no
 * index, count or stream out of step with its table.
 */
import { expect } from 'vitest';
import { CrashSandbox } from './crash-sandbox.js';
import {
  BY_GROUP,
  BY_VERSION,
  contents,
  createCrashTable,
  describe,
  type Item,
  nameOf,
} from './crash-table.js';
import { StreamCopy } from './stream-copy.js';
import { ACCOUNT_OWNER, ItemWriter, isLost, LEDGER_OWNER, TransferWriter, type Writer } from './writers.js';

const ITEM_WRITERS = 8;
const TRANSFER_WRITERS = 6;
/** The kill comes after as many acknowledged requests: between these, another number each time. */
const FEWEST_BEFORE_KILL = 15;
const SPREAD_BEFORE_KILL = 120;
/** No divisor of the spread, so that the numbers are all over it. */
const STEP = 37;
/** How long after that, at most: a transaction has its items in hand for two. */
const MOMENTS = 4; /* ms */

export interface CrashCounts {
  kills: number;
  /** Acknowledged puts, updates and deletes. */
  writes: number;
  /** Acknowledged transactions. */
  transactions: number;
  /** Transactions that another one was in the way of. */
  conflicts: number;
  /** Requests that were under way when the sandbox died: done all the same, or not done. */
  inDoubt: { done: number; notDone: number };
  streamRecords: number;
}

/** Kills the sandbox so many times. Fails (by `expect`) at the first thing that is lost, halved or out of step. */
export async function crashRounds(kills: number): Promise<CrashCounts> {
  const sandbox = await CrashSandbox.start();
  try {
    const rounds = new CrashRounds(sandbox, new StreamCopy(sandbox, await createCrashTable(sandbox)));
    for (let round = 0; round < kills; round++) await rounds.next();
    return rounds.counts();
  } finally {
    await sandbox.close();
  }
}

class CrashRounds {
  readonly #sandbox: CrashSandbox;
  readonly #copy: StreamCopy;
  readonly #items: readonly ItemWriter[];
  readonly #transfers: readonly TransferWriter[];
  readonly #inDoubt = { done: 0, notDone: 0 };
  #kills = 0;
  #writes = 0;

  constructor(sandbox: CrashSandbox, copy: StreamCopy) {
    this.#sandbox = sandbox;
    this.#copy = copy;
    this.#items = Array.from({ length: ITEM_WRITERS }, (_, n) => new ItemWriter(sandbox, `writer-${n}`));
    this.#transfers = Array.from({ length: TRANSFER_WRITERS }, (_, n) => new TransferWriter(sandbox, n * 5));
  }

  counts(): CrashCounts {
    return {
      kills: this.#kills,
      writes: this.#writes,
      transactions: this.#transfers.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0),
      conflicts: this.#transfers.reduce((sum, { conflicts }) => sum + conflicts, 0),
      inDoubt: this.#inDoubt,
      streamRecords: this.#copy.records,
    };
  }

  async next(): Promise<void> {
    await this.#writeUntilKilled();
    await this.#sandbox.restart();
    const table = await contents(this.#sandbox);
    this.#checkItems(table);
    this.#checkTransfers(table);
    await this.#checkInStep(table);
    for (const writer of this.#transfers) await writer.settle();
  }

  async #writeUntilKilled(): Promise<void> {
    let left = FEWEST_BEFORE_KILL + ((this.#kills * STEP) % SPREAD_BEFORE_KILL);
    let killed = false;
    const kill = (): void => {
      killed = true;
      this.#kills += 1;
      this.#sandbox.kill();
    };
    const run = async (writer: Writer): Promise<void> => {
      try {
        while (!killed) {
          if (!(await writer.write())) continue;
          if (writer instanceof ItemWriter) this.#writes += 1;
          left -= 1;
          // A moment later, when requests are at any stage in the sandbox.
          if (left === 0) setTimeout(kill, this.#kills % MOMENTS);
        }
      } catch (error) {
        if (!killed || !isLost(error)) throw error;
      }
    };
    await Promise.all([...this.#items, ...this.#transfers].map(run));
  }

  /** What was acknowledged is there; what was under way is there or is not, and counts from now on. */
  #checkItems(table: ReadonlyMap<string, Item>): void {
    for (const writer of this.#items) {
      const { inDoubt } = writer;
      if (inDoubt !== undefined) {
        const found = table.get(inDoubt.name);
        const before = writer.acknowledged.get(inDoubt.name);
        expect([before, inDoubt.item], inDoubt.name).toContainEqual(found);
        this.#settleDoubt(
          found !== undefined ? found.version?.N === inDoubt.item?.version?.N : !inDoubt.item,
        );
        writer.acknowledged.set(inDoubt.name, found);
        writer.inDoubt = undefined;
      }
      for (const [name, item] of writer.acknowledged) {
        expect({ name, item: table.get(name) }).toEqual({ name, item });
      }
    }
  }

  /** The ledger has what was acknowledged, nothing that was refused, and the accounts are what it says. */
  #checkTransfers(table: ReadonlyMap<string, Item>): void {
    const items = [...table.values()];
    const ledger = items.filter(({ owner }) => owner?.S === LEDGER_OWNER);
    const tokens = new Set(ledger.map(({ id }) => id?.S));
    const known = new Set<string | undefined>();
    for (const { acknowledged, inDoubt } of this.#transfers) {
      for (const token of acknowledged) {
        expect(tokens).toContain(token);
        known.add(token);
      }
      if (inDoubt === undefined) continue;
      known.add(inDoubt.token);
      this.#settleDoubt(tokens.has(inDoubt.token));
    }
    expect([...tokens].filter((token) => !known.has(token))).toEqual([]);

    const accounts = items.filter(({ owner }) => owner?.S === ACCOUNT_OWNER);
    const balances = Object.fromEntries(accounts.map(({ id, balance }) => [id?.S, Number(balance?.N)]));
    const expected = Object.fromEntries(accounts.map(({ id }) => [id?.S, 0]));
    for (const { from, to } of ledger) {
      expected[from?.S ?? ''] = (expected[from?.S ?? ''] ?? 0) - 1;
      expected[to?.S ?? ''] = (expected[to?.S ?? ''] ?? 0) + 1;
    }
    expect(balances).toEqual(expected);
  }

  async #checkInStep(table: ReadonlyMap<string, Item>): Promise<void> {
    for (const [index, attribute] of [
      [BY_GROUP, 'group'],
      [BY_VERSION, 'version'],
    ] as const) {
      const expected = [...table.values()].filter((item) => attribute in item);
      expect(await contents(this.#sandbox, index)).toEqual(
        new Map(expected.map((item) => [nameOf(item), item])),
      );
    }
    expect((await describe(this.#sandbox)).ItemCount).toBe(table.size);
    await this.#copy.catchUp();
    expect(this.#copy.items).toEqual(table);
  }

  #settleDoubt(done: boolean): void {
    this.#inDoubt[done ? 'done' : 'notDone'] += 1;
  }
}
