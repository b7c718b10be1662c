/** ConsumedCapacity as requests ask for it: not at all, in one sum, or by table and index. */
import type { Capacity, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Wire } from '../../../service.js';
import type { Index, Table } from '../tables/table.js';
import { type IndexUses, NO_USES } from './index-entries.js';

export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

/** Under which name transactions tell their units once more; other operations do not. */
export type TransactionUnits = 'ReadCapacityUnits' | 'WriteCapacityUnits';

/** Units that one request has used of a table and its indexes. */
export class CapacityUse {
  readonly #indexes = new Map<Index, number>();
  readonly #table: Table;
  readonly #transactionUnits: TransactionUnits | undefined;
  #units = 0;

  constructor(table: Table, transactionUnits?: TransactionUnits) {
    this.#table = table;
    this.#transactionUnits = transactionUnits;
  }

  add(units: number, indexUses: IndexUses = NO_USES): this {
    this.#units += units;
    for (const [index, more] of indexUses) this.#indexes.set(index, (this.#indexes.get(index) ?? 0) + more);
    return this;
  }

  /** Undefined where the request did not ask. */
  report(mode: ReturnConsumedCapacity): Wire<ConsumedCapacity> | undefined {
    if (mode === undefined || mode === 'NONE') return undefined;
    const total = [...this.#indexes.values()].reduce((sum, units) => sum + units, this.#units);
    const report: Wire<ConsumedCapacity> = { TableName: this.#table.name, ...this.#capacity(total) };
    if (mode === 'TOTAL') return report;
    const local = this.#byName('local');
    const global = this.#byName('global');
    return {
      ...report,
      Table: this.#capacity(this.#units),
      ...(local === undefined ? {} : { LocalSecondaryIndexes: local }),
      ...(global === undefined ? {} : { GlobalSecondaryIndexes: global }),
    };
  }

  #byName(kind: Index['kind']): Record<string, Wire<Capacity>> | undefined {
    const used = [...this.#indexes].filter(([index]) => index.kind === kind);
    if (used.length === 0) return undefined;
    return Object.fromEntries(used.map(([{ name }, units]) => [name, this.#capacity(units)]));
  }

  #capacity(units: number): Wire<Capacity> {
    const again = this.#transactionUnits;
    return { CapacityUnits: units, ...(again === undefined ? {} : { [again]: units }) };
  }
}

/** Units that one request has used of several tables. */
export class CapacityUses {
  readonly #uses = new Map<Table, CapacityUse>();
  readonly #transactionUnits: TransactionUnits | undefined;

  constructor(transactionUnits?: TransactionUnits) {
    this.#transactionUnits = transactionUnits;
  }

  of(table: Table): CapacityUse {
    const use = this.#uses.get(table) ?? new CapacityUse(table, this.#transactionUnits);
    this.#uses.set(table, use);
    return use;
  }

  /** By table, in the order in which they came first. Undefined where the request did not ask. */
  report(mode: ReturnConsumedCapacity): Wire<ConsumedCapacity>[] | undefined {
    const reports = [...this.#uses.values()].flatMap((use) => use.report(mode) ?? []);
    return reports.length === 0 ? undefined : reports;
  }
}
