/** A table that is written to no faster than its provisioned capacity allows: the pacer, on the lab's clock. */
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Lab } from '../lab/lab.js';
import { describeTable } from '../resources/describe-table.js';
import { type ConsumedUnits, type Reservation, WritePacer, type WriteRates } from './write-pacer.js';

/** Milliseconds after which the capacity is read again: auto scaling may have changed it. */
const READ_AGAIN = 60_000;
/** Milliseconds after which a wait for capacity is told again. */
const TELL_EVERY = 5_000;
/** The pacer's name for the table itself. Index names have at least three characters. */
const TABLE = '';

export class PacedTable {
  readonly #lab: Lab;
  readonly #name: string;
  readonly #pacer: WritePacer;
  #readAt: number;
  /** Whoever wants to write waits behind those that came before. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(lab: Lab, name: string, rates: WriteRates) {
    this.#lab = lab;
    this.#name = name;
    this.#readAt = lab.clock.now();
    this.#pacer = new WritePacer(rates, this.#readAt);
  }

  /** Reads the capacity of a table and its indexes; an on-demand table is not paced. */
  static async open(lab: Lab, name: string): Promise<PacedTable> {
    return new PacedTable(lab, name, await writeRates(lab, name));
  }

  /**
   * Waits until so many items may be written, and sets their capacity aside.
   * @param onWait told before a wait.
   */
  reserve(items: number, onWait: () => void): Promise<Reservation> {
    const reserved = this.#turn.then(() => this.#reserve(items, onWait));
    this.#turn = reserved.catch(() => undefined);
    return reserved;
  }

  /** Tells what became of it: see {@link WritePacer.settle}. */
  settle(
    reservation: Reservation,
    answer: {
      readonly written: number;
      readonly consumed?: readonly ConsumedCapacity[] | undefined;
      readonly isRefused: boolean;
    },
  ): void {
    const consumed = consumedUnits(answer.consumed ?? []);
    this.#pacer.settle(reservation, { ...answer, consumed }, this.#lab.clock.now());
  }

  /** Milliseconds that so many more items will take by its capacity. */
  timeFor(items: number): number {
    return this.#pacer.timeFor(items);
  }

  /** Units a second; Infinity where it is not limited. */
  get rate(): number {
    return this.#pacer.rate;
  }

  /** See {@link WritePacer.utilization}. */
  get utilization(): number | undefined {
    return this.#pacer.utilization(this.#lab.clock.now());
  }

  async #reserve(items: number, onWait: () => void): Promise<Reservation> {
    const { clock } = this.#lab;
    for (;;) {
      const wait = this.#pacer.waitFor(items, clock.now());
      if (wait === 0) return this.#pacer.reserve(items);
      onWait();
      await clock.sleep(Math.min(wait, TELL_EVERY));
      if (clock.now() - this.#readAt >= READ_AGAIN) await this.#readAgain();
    }
  }

  async #readAgain(): Promise<void> {
    const rates = await writeRates(this.#lab, this.#name);
    this.#readAt = this.#lab.clock.now();
    this.#pacer.change(rates, this.#readAt);
  }
}

/** The provisioned write units of a table and its global indexes; none where they are on demand. */
async function writeRates(lab: Lab, name: string): Promise<WriteRates> {
  const table = await describeTable(lab, name);
  const indexes = table?.GlobalSecondaryIndexes ?? [];
  const provisioned = [
    [TABLE, table?.ProvisionedThroughput] as const,
    ...indexes.map((index) => [index.IndexName ?? TABLE, index.ProvisionedThroughput] as const),
  ];
  return new Map(
    provisioned.flatMap(([key, throughput]) => {
      const units = throughput?.WriteCapacityUnits ?? 0;
      return units > 0 ? [[key, units] as const] : [];
    }),
  );
}

function consumedUnits(consumed: readonly ConsumedCapacity[]): ConsumedUnits {
  const units = new Map<string, number>();
  for (const { Table, GlobalSecondaryIndexes = {} } of consumed) {
    const parts = [[TABLE, Table] as const, ...Object.entries(GlobalSecondaryIndexes)];
    for (const [name, part] of parts) units.set(name, (units.get(name) ?? 0) + (part?.CapacityUnits ?? 0));
  }
  return units;
}
