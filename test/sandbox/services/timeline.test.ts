import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Timeline } from '../../../src/sandbox/services/timeline.js';
import { openTestStore, type TestStore } from '../../support/store.js';

interface Entry {
  readonly account: string;
  readonly region: string;
  readonly at: number;
  readonly text: string;
}

const PLACE = { account: '111122223333', region: 'us-east-1' };
const KEPT = 1000;

let test: TestStore;
let timeline: Timeline<Entry>;

beforeEach(() => {
  test = openTestStore();
  timeline = new Timeline(test.store, 'happened', { timeOf: ({ at }) => at, kept: KEPT });
});
afterEach(() => test.close());

const add = (at: number, text: string, place = PLACE) => timeline.add({ ...place, at, text });
const texts = (now: number) => [...timeline.list(PLACE, now)].map(({ value }) => value.text);

describe('a timeline', () => {
  it('is in the order of time, and for the same time in the order of adding', () => {
    add(20, 'second');
    add(20, 'third');
    add(9, 'first');

    expect(texts(20)).toEqual(['first', 'second', 'third']);
  });

  it('keeps places apart', () => {
    add(1, 'there', { ...PLACE, region: 'eu-west-1' });

    expect(texts(1)).toEqual([]);
  });

  it('tells no more of what is too old, and forgets it when something is added', () => {
    const key = add(1, 'old');

    expect(texts(KEPT + 1)).toEqual(['old']);
    expect(texts(KEPT + 2)).toEqual([]);
    add(KEPT + 2, 'new');
    expect(timeline.get(key)).toBeUndefined();
  });

  it('takes another entry in the place of one', () => {
    const key = add(1, 'begun');

    timeline.replace(key, { ...PLACE, at: 1, text: 'done' });

    expect(timeline.get(key)?.text).toBe('done');
    expect(texts(1)).toEqual(['done']);
  });
});
