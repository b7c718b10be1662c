import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../../src/sandbox/services/dynamodb/engine.js';
import { entryOf } from '../../../../../src/sandbox/services/dynamodb/items/index-entries.js';
import { keyOfItem } from '../../../../../src/sandbox/services/dynamodb/items/item-keys.js';
import { StoredItem } from '../../../../../src/sandbox/services/dynamodb/items/item-text.js';
import { applyWrite, writeItem } from '../../../../../src/sandbox/services/dynamodb/items/write.js';
import type { TableRecord } from '../../../../../src/sandbox/services/dynamodb/tables/record.js';
import type { Table } from '../../../../../src/sandbox/services/dynamodb/tables/table.js';
import type { Item } from '../../../../../src/sandbox/services/dynamodb/values/attribute-value.js';
import { prefixRange } from '../../../../../src/sandbox/services/dynamodb/values/key-range.js';
import { openTestEngine, type TestEngine } from '../test-engine.js';

/** A table with a local index and two global ones, each with another projection. Storage is never used again. */
function tableRecord(engine: Engine): TableRecord {
  const index = { throughput: { read: 0, write: 0, decreases: 0 }, status: 'ACTIVE' } as const;
  const storage = () => engine.tables.nextStorage();
  return {
    account: '111122223333',
    region: 'us-east-1',
    name: `table-${storage()}`,
    id: 'id',
    storage: storage(),
    createdAt: 0,
    status: 'ACTIVE',
    attributes: ['pk', 'sk', 'x', 'y'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    keySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    localIndexes: [
      {
        name: 'local',
        storage: storage(),
        keySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'x', KeyType: 'RANGE' },
        ],
        projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    globalIndexes: [
      {
        ...index,
        name: 'one',
        storage: storage(),
        keySchema: [{ AttributeName: 'x', KeyType: 'HASH' }],
        projection: { ProjectionType: 'ALL' },
      },
      {
        ...index,
        name: 'two',
        storage: storage(),
        keySchema: [
          { AttributeName: 'y', KeyType: 'HASH' },
          { AttributeName: 'x', KeyType: 'RANGE' },
        ],
        projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['z'] },
      },
    ],
    billingMode: 'PAY_PER_REQUEST',
    throughput: { read: 0, write: 0, decreases: 0 },
    deletionProtection: false,
  };
}

let test: TestEngine;
let engine: Engine;

beforeAll(() => {
  test = openTestEngine();
  engine = test.engine;
});
afterAll(() => test.close());

const text = fc.constantFrom('a', 'b', 'ab', 'c');
const value = text.map((S) => ({ S }));
const key = fc.record({ pk: value, sk: value });
const rest = fc.record({ x: value, y: value, z: value }, { requiredKeys: [] });
/** A put, or a delete. */
const write = fc.record({ key, rest: fc.option(rest, { nil: undefined }) });

/** Everything under one number, by key. */
function contents(database: 'rows' | 'entries', id: Buffer): Map<string, string> {
  return new Map(
    [...engine.items.range(database, prefixRange(id))].map(({ key: at, stored }) => [
      at.toString('hex'),
      stored.json,
    ]),
  );
}

/** What an index should hold, worked out anew from the rows. */
function expectedEntries(table: Table, index: Table['indexes'][number]): Map<string, string> {
  const entries = [...engine.items.range('rows', prefixRange(table.id))].flatMap(
    ({ key: at, stored }) => entryOf(index, at, stored) ?? [],
  );
  return new Map(entries.map((entry) => [entry.key.toString('hex'), entry.stored.json]));
}

function bytesOf(contentsByKey: Map<string, string>): number {
  const items = [...contentsByKey.values()].map((json): Item => JSON.parse(json));
  return items.reduce((sum, item) => sum + StoredItem.of(item).size, 0);
}

describe('writes', () => {
  it('keep the rows, all indexes and all numbers in step', () => {
    fc.assert(
      fc.property(fc.array(write, { maxLength: 40 }), (writes) => {
        const table = engine.tables.save(tableRecord(engine));
        const model = new Map<string, string>();

        for (const { key: itemKey, rest: more } of writes) {
          const item = more && StoredItem.of({ ...itemKey, ...more });
          const at = keyOfItem(table, itemKey);
          writeItem(engine, { table, key: at, change: () => item });
          if (item) model.set(at.toString('hex'), item.json);
          else model.delete(at.toString('hex'));
        }

        const rows = contents('rows', table.id);
        expect(rows).toEqual(new Map([...model].toSorted(([a], [b]) => (a < b ? -1 : 1))));
        expect(engine.tallies.get(table.record.storage)).toEqual({ items: rows.size, bytes: bytesOf(rows) });
        for (const index of table.indexes) {
          const entries = contents('entries', index.id);
          expect(new Map([...entries].toSorted())).toEqual(
            new Map([...expectedEntries(table, index)].toSorted()),
          );
          expect(engine.tallies.get(index.storage)).toEqual({ items: entries.size, bytes: bytesOf(entries) });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('that fail together leave no trace, in the numbers either', () => {
    // Prepare
    const table = engine.tables.save(tableRecord(engine));
    const item = StoredItem.of({ pk: { S: 'a' }, sk: { S: 'a' }, x: { S: 'a' } });
    const at = keyOfItem(table, item.item);

    // Act
    const failing = () =>
      engine.items.write(() => {
        applyWrite(engine, { table, key: at, change: () => item });
        throw new Error('after the write');
      });

    // Assess
    expect(failing).toThrow('after the write');
    expect(contents('rows', table.id).size).toBe(0);
    for (const { id } of table.indexes) expect(contents('entries', id).size).toBe(0);
    expect(engine.tallies.get(table.record.storage)).toEqual({ items: 0, bytes: 0 });
    writeItem(engine, { table, key: at, change: () => item });
    expect(engine.tallies.get(table.record.storage).items).toBe(1);
  });
});
