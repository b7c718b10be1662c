import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock, type VirtualClock } from '../../../../../src/sandbox/clock.js';
import { RequestTokens } from '../../../../../src/sandbox/services/dynamodb/transactions/request-tokens.js';
import { openTestStore, type TestStore } from '../../../../support/store.js';

const MINUTE = 60 * 1000;
const scope = { account: '111122223333', region: 'us-east-1' };

let test: TestStore;
let clock: VirtualClock;
beforeEach(() => {
  test = openTestStore();
  clock = createClock(test.store);
});
afterEach(async () => {
  clock.close();
  await test.close();
});

function kept(): number {
  return [...test.store.collection('dynamodb.tokens').list()].length;
}

it('Tokens are removed from the store in rounds, however many there are', async () => {
  const tokens = new RequestTokens(test.store, clock);
  const record = (from: number, to: number): void =>
    test.store.write(() => {
      for (let token = from; token < to; token++)
        tokens.record(tokens.useOf(scope, String(token), token), [2]);
    });
  record(0, 1200);
  await clock.advanceTo(clock.now() + 5 * MINUTE);
  record(1200, 1210);

  await clock.advanceTo(clock.now() + 7 * MINUTE);
  expect(kept()).toBe(10);

  await clock.advanceTo(clock.now() + 6 * MINUTE);
  expect(kept()).toBe(0);
  record(0, 1);
  await clock.advanceTo(clock.now() + 12 * MINUTE);
  expect(kept()).toBe(0);
});
