import { statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src/sandbox/store/open-store.js';
import { openTestStore, type TestStore } from '../../support/store.js';

let test: TestStore;
beforeEach(() => {
  test = openTestStore();
});
afterEach(() => test.close());

describe('collections', () => {
  it('keep documents apart by name', () => {
    // Prepare
    const tables = test.store.collection<{ n: number }>('tables');
    const targets = test.store.collection<{ n: number }>('targets');
    // Act
    tables.put('a', { n: 1 });
    targets.put('a', { n: 2 });
    // Assess
    expect(tables.get('a')).toEqual({ n: 1 });
    expect([...tables.list()]).toEqual([{ key: 'a', value: { n: 1 } }]);
    expect(tables.delete('a')).toBe(true);
    expect(tables.delete('a')).toBe(false);
    expect(targets.get('a')).toEqual({ n: 2 });
  });

  it('have nothing under a key that is too long for one', () => {
    // Prepare
    const collection = test.store.collection<number>('numbers');
    // Act and assess
    for (const length of [3900, 4018, 4019, 4096, 100_000]) {
      const key = 'a'.repeat(length);
      expect(collection.get(key)).toBeUndefined();
      expect(collection.delete(key)).toBe(false);
      expect([...collection.list(key)]).toEqual([]);
    }
    const longest = 'b'.repeat(4018);
    collection.put(longest, 1);
    expect(collection.get(longest)).toBe(1);
    expect([...collection.list(longest)]).toEqual([{ key: longest, value: 1 }]);
    expect(() => collection.put(`${longest}b`, 1)).toThrow();
  });

  it('list every key of a prefix in the order of its bytes', () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(key, { maxLength: 80 }),
        fc.string({ unit: 'grapheme', maxLength: 2 }),
        (keys, prefix) => {
          // Prepare
          const collection = test.store.collection<string>('keys');
          for (const { key } of collection.list()) collection.delete(key);
          for (const key of keys) collection.put(key, `value of ${key}`);
          // Act
          const listed = [...collection.list(prefix)];
          // Assess
          const expected = [...new Set(keys)]
            .filter((each) => each.startsWith(prefix))
            .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          expect(listed).toEqual(expected.map((each) => ({ key: each, value: `value of ${each}` })));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('may be written while they are listed', () => {
    // Prepare
    const collection = test.store.collection<number>('numbers');
    for (let n = 0; n < 100; n += 1) collection.put(String(n).padStart(3, '0'), n);
    // Act
    const seen: number[] = [];
    test.store.write(() => {
      for (const { key, value } of collection.list()) {
        seen.push(value);
        collection.delete(key);
      }
    });
    // Assess
    expect(seen).toHaveLength(100);
    expect([...collection.list()]).toEqual([]);
  });
});

describe('write', () => {
  it('writes nothing when its work throws', () => {
    // Prepare
    const documents = test.store.collection<number>('documents');
    const items = test.store.bytes('items', 'text');
    // Act
    const act = (): void =>
      test.store.write(() => {
        documents.put('a', 1);
        items.putSync(Buffer.from('a'), 'one');
        throw new Error('no');
      });
    // Assess
    expect(act).toThrow('no');
    expect(documents.get('a')).toBeUndefined();
    expect(items.get(Buffer.from('a'))).toBeUndefined();
  });

  it('sees its own writes and is joined by nested calls', () => {
    // Prepare
    const documents = test.store.collection<number>('documents');
    // Act
    const sum = test.store.write(() => {
      documents.put('a', 1);
      test.store.write(() => documents.put('b', 2));
      return (documents.get('a') ?? 0) + (documents.get('b') ?? 0);
    });
    // Assess
    expect(sum).toBe(3);
  });

  it('fails as a whole when a nested call fails, even where that is caught', () => {
    // Prepare
    const documents = test.store.collection<number>('documents');
    // Act
    const act = (): void =>
      test.store.write(() => {
        documents.put('a', 1);
        try {
          test.store.write(() => {
            throw new Error('inner');
          });
        } catch {
          documents.put('b', 2);
        }
      });
    // Assess
    expect(act).toThrow('inner');
    expect([...documents.list()]).toEqual([]);
    test.store.write(() => documents.put('c', 3));
    expect(documents.get('c')).toBe(3);
  });

  it('refuses asynchronous work', async () => {
    // Prepare
    const documents = test.store.collection<number>('documents');
    // Act
    const act = (): Promise<void> =>
      test.store.write(async () => {
        documents.put('a', 1);
      });
    // Assess
    expect(act).toThrow('synchronous');
    expect(documents.get('a')).toBeUndefined();
  });
});

describe('bytes', () => {
  it('orders keys by their bytes and takes keys of 4,026 bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 4026 }), { maxLength: 20 }), (keys) => {
        // Prepare
        const database = test.store.bytes('keys', 'binary');
        database.clearSync();
        // Act
        for (const key of keys) database.putSync(Buffer.from(key), Buffer.from(key));
        // Assess
        const sorted = keys.map((key) => Buffer.from(key)).sort(Buffer.compare);
        const unique = sorted.filter((key, index) => !sorted[index - 1]?.equals(key));
        expect([...database.getRange()].map(({ value }) => value)).toEqual(unique);
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same database for the same name, and refuses another kind of values', () => {
    const database = test.store.bytes('items', 'text');
    expect(test.store.bytes('items', 'text')).toBe(database);
    expect(() => test.store.bytes('items', 'binary')).toThrow('holds text');
  });

  it('is not opened inside a transaction, which could take it away again', () => {
    expect(() => test.store.write(() => test.store.bytes('late', 'text'))).toThrow('before the transaction');
  });
});

describe('the folder', () => {
  it('keeps what was written, and for its owner only', async () => {
    // Prepare
    test.store.collection<number>('documents').put('a', 1);
    await test.store.close();
    // Act
    const again = openStore(test.folder);
    const value = again.collection<number>('documents').get('a');
    const modes = ['data.mdb', 'lock.mdb'].map((file) => statSync(join(test.folder, file)).mode & 0o777);
    await again.close();
    // Assess
    expect(value).toBe(1);
    expect(modes).toEqual([0o600, 0o600]);
  });

  it('answers no call once it is closed', async () => {
    const documents = test.store.collection<number>('documents');
    await test.store.close();
    expect(() => documents.get('a')).toThrow('closed');
    expect(() => test.store.write(() => undefined)).toThrow('closed');
    expect(() => [...documents.list()]).toThrow('closed');
  });
});
