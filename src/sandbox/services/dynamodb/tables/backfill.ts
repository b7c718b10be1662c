/** Fills a new index from the items that are there already, a little at a time, while the table is in use. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { entryOf } from '../items/index-entries.js';
import type { Found } from '../items/item-view.js';
import { prefixRange } from '../values/key-range.js';
import { type Index, indexNamed, type Table } from './table.js';

/** Rows looked at in one transaction: a few milliseconds. */
const CHUNK = 500;

/**
 * Adds every item that belongs into the index and is not in it yet. Between chunks, writes to the table keep
 * the index in step themselves; whatever is already there is left as it is. So it may be interrupted, and done
 * again from the start. Items whose attributes cannot be keys of the index stay out. Ends early when
 * `isWanted` says no.
 */
export async function backfill(
  engine: Engine,
  scope: TableScope,
  tableName: string,
  indexName: string,
  isWanted: () => boolean,
): Promise<void> {
  let last: Buffer | undefined;
  do {
    if (!isWanted()) return;
    const table = engine.tables.find(scope, tableName);
    const index = table && indexNamed(table, indexName);
    if (table === undefined || index === undefined) return;
    last = backfillChunk(engine, table, index, last);
    await nextTurn();
  } while (last !== undefined);
}

/** The key to go on behind; undefined when all rows have been seen. */
function backfillChunk(
  engine: Engine,
  table: Table,
  index: Index,
  after: Buffer | undefined,
): Buffer | undefined {
  return engine.items.write(() => {
    const rows = takeRows(engine, table, after);
    for (const { key, stored } of rows) {
      const entry = entryOf(index, key, stored);
      if (entry === undefined || engine.items.get('entries', entry.key) !== undefined) continue;
      engine.items.fill('entries', index.storage, entry.key, entry.stored);
    }
    return rows.length < CHUNK ? undefined : rows.at(-1)?.key;
  });
}

function takeRows({ items }: Engine, table: Table, after: Buffer | undefined): Found[] {
  const rows: Found[] = [];
  for (const row of items.range('rows', prefixRange(table.id), after === undefined ? {} : { after })) {
    rows.push(row);
    if (rows.length === CHUNK) break;
  }
  return rows;
}
