import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../../../src/sandbox/services/dynamodb/engine.js';
import { keyOfItem } from '../../../../../src/sandbox/services/dynamodb/items/item-keys.js';
import { StoredItem } from '../../../../../src/sandbox/services/dynamodb/items/item-text.js';
import { applyWrite, type ItemWrite } from '../../../../../src/sandbox/services/dynamodb/items/write.js';
import {
  formatSequence,
  parseSequence,
  sequenceAt,
} from '../../../../../src/sandbox/services/dynamodb/streams/sequence.js';
import type { TableRecord } from '../../../../../src/sandbox/services/dynamodb/tables/record.js';
import type { Table } from '../../../../../src/sandbox/services/dynamodb/tables/table.js';
import { openTestEngine, type TestEngine } from '../test-engine.js';

const LABEL = '2026-11-22T10:00:00.000';
const ALL = { records: 1000, bytes: 1024 * 1024 };

let test: TestEngine;
let engine: Engine;
let table: Table;

beforeAll(() => {
  test = openTestEngine();
  engine = test.engine;
  const record: TableRecord = {
    account: '111122223333',
    region: 'us-east-1',
    name: 'Changes',
    id: 'id',
    storage: engine.tables.nextStorage(),
    createdAt: 0,
    status: 'ACTIVE',
    attributes: [{ AttributeName: 'id', AttributeType: 'S' }],
    keySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    localIndexes: [],
    globalIndexes: [],
    billingMode: 'PAY_PER_REQUEST',
    throughput: { read: 0, write: 0, decreases: 0 },
    deletionProtection: false,
    stream: { viewType: 'KEYS_ONLY', label: LABEL },
  };
  table = engine.tables.save(record);
  engine.store.write(() => engine.streams.follow(record));
});
afterAll(() => test.close());

function write(id: string, overrides: Partial<ItemWrite> = {}): void {
  const item = StoredItem.of({ id: { S: id } });
  applyWrite(engine, { table, key: keyOfItem(table, item.item), change: () => item, ...overrides });
}

function records(): { eventName: string; userIdentity?: unknown; dynamodb: { Keys: unknown } }[] {
  const name = { account: '111122223333', region: 'us-east-1', tableName: 'Changes', label: LABEL };
  const state = engine.streams.catalog.get(name);
  const shard = state?.shards[0];
  if (state === undefined || shard === undefined) throw new Error('The stream has no shard');
  return engine.streams.read(state, shard, 0n, ALL).records.map(({ json }) => JSON.parse(json));
}

describe('records', () => {
  it('of a transaction are all there, or none is', () => {
    engine.items.write(() => {
      write('a');
      write('b');
    });
    const fail = () =>
      engine.items.write(() => {
        write('c');
        throw new Error('no');
      });

    expect(fail).toThrow('no');
    engine.items.write(() => write('d'));

    expect(records().map(({ dynamodb }) => dynamodb.Keys)).toEqual([
      { id: { S: 'a' } },
      { id: { S: 'b' } },
      { id: { S: 'd' } },
    ]);
  });

  it('tell who it was, where it was no request', () => {
    const identity = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

    engine.items.write(() => {
      write('expired');
      write('expired', { change: () => undefined, identity });
    });

    const [inserted, removed] = records().slice(-2);
    expect(inserted).not.toHaveProperty('userIdentity');
    expect(removed).toMatchObject({ eventName: 'REMOVE', userIdentity: identity });
  });
});

describe('sequence numbers', () => {
  it('are 21 digits that are read back, and are in the order of time', () => {
    const time = fc.integer({ min: 0, max: 8.64e15 });
    fc.assert(
      fc.property(time, time, (one, other) => {
        const [a, b] = [formatSequence(sequenceAt(one)), formatSequence(sequenceAt(other))];

        expect(a).toMatch(/^\d{21}$/);
        expect(parseSequence(a)).toBe(sequenceAt(one));
        expect(a < b).toBe(one < other);
      }),
    );
  });

  it.each(['', '7', '000000000000000000000', '200000000000000000000', `1${'0'.repeat(21)}`])(
    'are not %j',
    (text) => expect(parseSequence(text)).toBeUndefined(),
  );
});
