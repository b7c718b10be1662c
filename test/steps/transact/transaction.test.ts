import { afterEach, describe, expect, it } from 'vitest';
import { setStatus } from '../../../src/steps/transact/actions.js';
import { ORDER_1, ORDERS } from '../../../src/steps/transact/probes.js';
import {
  allSettled,
  codesInWords,
  readTogether,
  writeTogether,
} from '../../../src/steps/transact/transaction.js';
import { offlineLab, type TestLab } from '../../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../../support/scripted-server.js';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

function cancelled(...codes: string[]): Reply {
  const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return { status: 400, body: { __type, Message: 'Transaction cancelled', CancellationReasons } };
}

const DONE: Reply = { status: 200, body: {} };

/** A service that gives these answers, the last of them for ever. */
async function answering(...replies: Reply[]): Promise<TestLab> {
  let calls = 0;
  server = await startScriptedServer(() => {
    calls += 1;
    return replies[Math.min(calls, replies.length) - 1] ?? DONE;
  });
  return offlineLab({ endpoint: server.endpoint });
}

describe('writeTogether', () => {
  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'sends again what was refused for %s alone, and tells of it',
    async (code) => {
      const { lab, calls } = await answering(cancelled(code, 'None'), cancelled('None', code), DONE);
      const refusals: string[] = [];

      const outcome = await writeTogether(lab, [setStatus(lab, ORDER_1, 'shipped')], {
        onRefusal: (reasons) => refusals.push(codesInWords(reasons)),
      });

      expect(outcome).toEqual({ result: 'written', consumed: [] });
      expect(refusals).toEqual([`${code}, None`, `None, ${code}`]);
      expect(calls).toHaveLength(3);
    },
  );

  it.each([
    [['None', 'ConditionalCheckFailed']],
    [['TransactionConflict', 'ConditionalCheckFailed']],
    [['ValidationError']],
    [['ItemCollectionSizeLimitExceeded', 'ThrottlingError']],
  ])('does not send again what was refused for %j', async (codes) => {
    const { lab, calls } = await answering(cancelled(...codes));

    const outcome = await writeTogether(lab, [setStatus(lab, ORDER_1, 'shipped')]);

    expect(outcome).toEqual({ result: 'cancelled', reasons: codes.map((Code) => ({ Code })) });
    expect(calls).toHaveLength(1);
  });

  it('waits longer each time, and gives up after a minute', async () => {
    const { lab } = await answering(cancelled('TransactionConflict'));

    const writing = writeTogether(lab, [setStatus(lab, ORDER_1, 'shipped')]);

    await expect(writing).rejects.toMatchObject({
      message: 'Waited 60 s in vain for other transactions on the same items to end.',
      next: expect.stringContaining('orders-lab transact'),
    });
    expect(lab.clock.now()).toBe(60_000);
  });

  it('throws what is no cancellation', async () => {
    const body = { __type: 'ValidationException', message: 'no' };
    const { lab } = await answering({ status: 400, body });

    const writing = writeTogether(lab, [setStatus(lab, ORDER_1, 'shipped')]);

    await expect(writing).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('readTogether', () => {
  it('reads again after a conflict, and tells what is not there by its place', async () => {
    const Item = { order_status: { S: 'shipped' } };
    const found: Reply = { status: 200, body: { Responses: [{}, { Item }] } };
    const { lab, calls } = await answering(cancelled('None', 'TransactionConflict'), found);

    const { items } = await readTogether(lab, ORDERS);

    expect(items).toEqual([undefined, Item]);
    expect(calls).toHaveLength(2);
  });
});

describe('allSettled', () => {
  it('waits for all of them before it fails for one', async () => {
    let ended = false;
    const slow = new Promise<void>((resolve) =>
      setImmediate(() => {
        ended = true;
        resolve();
      }),
    );

    await expect(allSettled([Promise.reject(new Error('one')), slow])).rejects.toThrow('one');

    expect(ended).toBe(true);
  });
});
