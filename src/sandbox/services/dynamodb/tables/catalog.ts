/** All tables, read once and then kept in memory: every request of the data plane begins here. */
import type { Collection, Store } from '../../../store/store.js';
import type { TagJournal } from '../../tag-journal.js';
import type { TableScope } from '../arns.js';
import { resourceNotFound, tableNotFound } from './errors.js';
import type { TableRecord } from './record.js';
import { type Table, tableOf } from './table.js';

const NEXT_STORAGE = 'next-storage';

/** Is told of every change of a table, in the transaction that makes it. */
export interface TableWatcher {
  saved(table: Table, before: Table | undefined): void;
  removed(table: Table): void;
}

export class TableCatalog {
  readonly #store: Store;
  /** Is told of every change of tags, for the tag search. */
  readonly #journal: TagJournal;
  /** `account/region/name` to record. */
  readonly #records: Collection<TableRecord>;
  readonly #numbers: Collection<number>;
  readonly #tables = new Map<string, Table>();
  readonly #watchers: TableWatcher[] = [];

  constructor(store: Store, journal: TagJournal) {
    this.#store = store;
    this.#journal = journal;
    this.#records = store.collection('dynamodb.tables');
    this.#numbers = store.collection('dynamodb.numbers');
  }

  watch(watcher: TableWatcher): void {
    this.#watchers.push(watcher);
  }

  /** The table of that name in whatever state, if there is one. */
  find(scope: TableScope, name: string): Table | undefined {
    const key = keyOf(scope, name);
    const known = this.#tables.get(key);
    if (known) return known;
    const record = this.#records.get(key);
    if (record === undefined) return undefined;
    const table = tableOf(record);
    this.#tables.set(key, table);
    return table;
  }

  /** For the control plane: a table in whatever state. Throws ResourceNotFoundException. */
  get(scope: TableScope, name: string): Table {
    const table = this.find(scope, name);
    if (table === undefined) throw tableNotFound(name);
    return table;
  }

  /** For the data plane: a table that has items. Throws ResourceNotFoundException while it is made or deleted. */
  open(scope: TableScope, name: string): Table {
    const table = this.find(scope, name);
    if (table === undefined) throw resourceNotFound();
    const { status } = table.record;
    if (status === 'CREATING' || status === 'DELETING') throw resourceNotFound();
    return table;
  }

  /** Tables of an account and region in the order of their names (UTF-8). */
  *list(scope: TableScope): Generator<Table> {
    for (const { value } of this.#records.list(keyOf(scope, ''))) {
      yield this.find(scope, value.name) ?? tableOf(value);
    }
  }

  /** Tables of all accounts and regions. */
  *all(): Generator<Table> {
    for (const { value } of this.#records.list()) yield this.find(value, value.name) ?? tableOf(value);
  }

  /** Writes a table's record, new or changed. In a transaction, let nothing after it fail. */
  save(record: TableRecord): Table {
    const key = keyOf(record, record.name);
    const table = tableOf(record);
    const before = this.find(record, record.name);
    if (record.tags !== before?.record.tags) this.#journal.note(record, table.arn, record.tags);
    this.#records.put(key, record);
    this.#tables.set(key, table);
    for (const watcher of this.#watchers) watcher.saved(table, before);
    return table;
  }

  remove(record: TableRecord): void {
    const key = keyOf(record, record.name);
    const table = tableOf(record);
    if (record.tags !== undefined) this.#journal.note(record, table.arn, undefined);
    this.#records.delete(key);
    this.#tables.delete(key);
    for (const watcher of this.#watchers) watcher.removed(table);
  }

  /** A number for the rows of a table or the entries of an index that no other has had before. */
  nextStorage(): number {
    return this.#store.write(() => {
      const next = this.#numbers.get(NEXT_STORAGE) ?? 1;
      this.#numbers.put(NEXT_STORAGE, next + 1);
      return next;
    });
  }
}

function keyOf({ account, region }: TableScope, name: string): string {
  return `${account}/${region}/${name}`;
}
