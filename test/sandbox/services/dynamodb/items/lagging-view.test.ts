/** A lagging view against a model: all states that there have been, and when. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ItemStore } from '../../../../../src/sandbox/services/dynamodb/items/item-store.js';
import { StoredItem } from '../../../../../src/sandbox/services/dynamodb/items/item-text.js';
import type { RangeOptions } from '../../../../../src/sandbox/services/dynamodb/items/item-view.js';
import { LaggingView } from '../../../../../src/sandbox/services/dynamodb/items/lagging-view.js';
import {
  LONGEST_LAG,
  RecentChanges,
} from '../../../../../src/sandbox/services/dynamodb/items/recent-changes.js';
import { storageId } from '../../../../../src/sandbox/services/dynamodb/tables/storage.js';
import { Tallies } from '../../../../../src/sandbox/services/dynamodb/tables/tallies.js';
import { openTestStore, type TestStore } from '../../../../support/store.js';

const RUNS = 150;
const KEYS = 12;

let test: TestStore;
beforeAll(() => {
  test = openTestStore();
});
afterAll(() => test.close());

/** A table of its own for each run, with a clock that stands still unless it is moved. */
class Run {
  static #runs = 0;
  readonly #storage = ++Run.#runs;
  readonly changes: RecentChanges;
  readonly items: ItemStore;
  /** Every state there has been, by the key's number. */
  readonly #states: { readonly since: number; readonly items: ReadonlyMap<number, string> }[];
  now = 1_000_000;

  constructor(hasHazard = true) {
    this.changes = new RecentChanges({ now: () => this.now }, { has: () => hasHazard });
    this.items = new ItemStore(test.store, new Tallies(test.store), this.changes);
    this.#states = [{ since: 0, items: new Map() }];
  }

  key(number: number): Buffer {
    return Buffer.concat([storageId(this.#storage), Buffer.of(number)]);
  }

  /** Without a text the item is removed. */
  change(number: number, text: string | undefined): void {
    const key = this.key(number);
    const state = new Map(this.#states.at(-1)?.items);
    this.items.write(() => {
      const before = this.items.get('rows', key);
      const after = text === undefined ? undefined : StoredItem.of({ text: { S: text } });
      if (after !== undefined) this.items.put('rows', this.#storage, key, after, before);
      else if (before !== undefined) this.items.remove('rows', this.#storage, key, before);
    });
    if (text === undefined) state.delete(number);
    else state.set(number, text);
    this.#states.push({ since: this.now, items: state });
  }

  asOf(time: number): ReadonlyMap<number, string> {
    return this.#states.findLast(({ since }) => since <= time)?.items ?? new Map();
  }

  read(view: LaggingView, start: number, end: number, options: RangeOptions): string[] {
    return [...view.range('rows', { start: this.key(start), end: this.key(end) }, options)].map(
      ({ key, stored }) => `${key.at(-1)} ${textOf(stored)}`,
    );
  }
}

function textOf(stored: StoredItem | undefined): string | undefined {
  const { text } = stored?.item ?? {};
  return text !== undefined && 'S' in text ? text.S : undefined;
}

const number = fc.nat({ max: KEYS });
const change = fc.record({
  pause: fc.constantFrom(0, 1, 400, 1_500, 5_000),
  number,
  text: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
});
const question = fc.record({
  lag: fc.constantFrom(0, 1, 500, 1_000, LONGEST_LAG),
  pause: fc.constantFrom(0, 300, 3_000),
  bounds: fc.tuple(number, number),
  reverse: fc.boolean(),
  after: fc.option(number, { nil: undefined }),
  limit: fc.constantFrom(1, 3, KEYS + 1),
});

it('shows the items as they were, one by one and in ranges of both directions', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), question, (changes, asked) => {
      const run = new Run();
      for (const { pause, number, text } of changes) {
        run.now += pause;
        run.change(number, text);
      }
      run.now += asked.pause;
      const { reverse, after, limit } = asked;
      const [start, end] = asked.bounds;
      const view = new LaggingView(run.items, run.changes, run.now - asked.lag);

      const found = run
        .read(view, start, end, { reverse, ...(after === undefined ? {} : { after: run.key(after) }) })
        .slice(0, limit);
      const single = Array.from({ length: KEYS + 1 }, (_, key) => textOf(view.get('rows', run.key(key))));

      const model = run.asOf(run.now - asked.lag);
      const inRange = [...model]
        .filter(([key]) => key >= start && key < end)
        .filter(([key]) => after === undefined || (reverse ? key < after : key > after))
        .sort(([one], [other]) => (reverse ? other - one : one - other))
        .slice(0, limit);
      expect(found).toEqual(inRange.map(([key, text]) => `${key} ${text}`));
      expect(single).toEqual(Array.from({ length: KEYS + 1 }, (_, key) => model.get(key)));
    }),
    { numRuns: RUNS },
  );
});

it('lags behind nothing that was changed while no hazard asked for it', () => {
  const run = new Run(false);
  run.change(1, 'one');

  const view = new LaggingView(run.items, run.changes, run.now - LONGEST_LAG);

  expect(textOf(view.get('rows', run.key(1)))).toBe('one');
});

it('is not disturbed by a change that was undone', () => {
  const run = new Run();
  run.change(1, 'one');
  run.now += LONGEST_LAG;
  expect(() =>
    run.items.write(() => {
      run.change(1, 'two');
      throw new Error('undone');
    }),
  ).toThrow('undone');

  const view = new LaggingView(run.items, run.changes, run.now - 1);

  expect(run.read(view, 0, KEYS, {})).toEqual(['1 one']);
});
