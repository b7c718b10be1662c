/** ConsumedCapacity as requests ask for it: not at all, in one sum, or by table and index. */
import type { Capacity, ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Wire } from '../../../service.js';
import type { Index, Table } from '../tables/table.js';

export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

/** Units that one request has used of a table and its indexes. */
export class CapacityUse {
  readonly #indexes = new Map<Index, number>();
  readonly #table: Table;
  #units = 0;

  constructor(table: Table) {
    this.#table = table;
  }

  add(units: number, indexUnits: ReadonlyMap<Index, number> = new Map()): this {
    this.#units += units;
    for (const [index, more] of indexUnits) this.#indexes.set(index, (this.#indexes.get(index) ?? 0) + more);
    return this;
  }

  /** Undefined where the request did not ask. */
  report(mode: ReturnConsumedCapacity): Wire<ConsumedCapacity> | undefined {
    if (mode === undefined || mode === 'NONE') return undefined;
    const total = [...this.#indexes.values()].reduce((sum, units) => sum + units, this.#units);
    const report: Wire<ConsumedCapacity> = { TableName: this.#table.name, CapacityUnits: total };
    if (mode === 'TOTAL') return report;
    const local = this.#byName('local');
    const global = this.#byName('global');
    return {
      ...report,
      Table: { CapacityUnits: this.#units },
      ...(local === undefined ? {} : { LocalSecondaryIndexes: local }),
      ...(global === undefined ? {} : { GlobalSecondaryIndexes: global }),
    };
  }

  #byName(kind: Index['kind']): Record<string, Wire<Capacity>> | undefined {
    const used = [...this.#indexes].filter(([index]) => index.kind === kind);
    if (used.length === 0) return undefined;
    return Object.fromEntries(used.map(([{ name }, units]) => [name, { CapacityUnits: units }]));
  }
}
