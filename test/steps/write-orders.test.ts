import { afterEach, describe, expect, it } from 'vitest';
import { generatedOrder, generatedOrders, type OrderItem, toItem } from '../../src/steps/orders.js';
import { writeItems } from '../../src/steps/write-orders.js';
import { offlineLab } from '../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

interface BatchInput {
  readonly RequestItems: {
    readonly Orders: readonly { readonly PutRequest: { readonly Item: OrderItem } }[];
  };
}

function isBatch(input: unknown): input is BatchInput {
  return typeof input === 'object' && input !== null && 'RequestItems' in input;
}

const THROTTLED: Reply = {
  status: 400,
  body: { __type: 'ProvisionedThroughputExceededException', message: 'slow down' },
};

/** What such a table tells of itself: no capacity to go by. */
const ON_DEMAND: Reply = { status: 200, body: { Table: { TableName: 'Orders', TableStatus: 'ACTIVE' } } };

/** A table that takes `share` items of each batch at most, and throttles every `throttled`-th call. */
async function meanTable(share: number, throttled: number): Promise<Map<string, number>> {
  const taken = new Map<string, number>();
  let calls = 0;
  server = await startScriptedServer(({ input }) => {
    if (!isBatch(input)) return ON_DEMAND;
    calls += 1;
    if (calls % throttled === 0) return THROTTLED;
    const batch = input.RequestItems.Orders;
    for (const { PutRequest } of batch.slice(0, share)) {
      const id = PutRequest.Item.order_id?.S ?? '';
      taken.set(id, (taken.get(id) ?? 0) + 1);
    }
    const left = batch.slice(share);
    return { status: 200, body: { UnprocessedItems: left.length === 0 ? {} : { Orders: left } } };
  });
  return taken;
}

function* items(count: number): Generator<OrderItem> {
  for (const order of generatedOrders(1, count)) yield toItem(order);
}

describe('writeItems', () => {
  it('sends again what was left unprocessed or throttled, until every item is written once', async () => {
    const taken = await meanTable(7, 5);
    const { lab } = offlineLab({ endpoint: server?.endpoint ?? '' });

    await writeItems(lab, 'Orders', items(260), 260);

    expect(taken.size).toBe(260);
    expect([...taken.values()].every((times) => times === 1)).toBe(true);
  });

  it('tells progress up to the last item', async () => {
    await meanTable(25, Number.POSITIVE_INFINITY);
    const { lab, events } = offlineLab({ endpoint: server?.endpoint ?? '' });

    await writeItems(lab, 'Orders', items(60), 60);

    const progress = events.filter((event) => event.event === 'progress');
    expect(progress.map(({ done }) => done)).toEqual([expect.any(Number), expect.any(Number), 60]);
    expect(progress.every(({ total, unit }) => total === 60 && unit === 'orders')).toBe(true);
  });

  it('gives up, and stops drawing items, when a table takes nothing', async () => {
    await meanTable(0, Number.POSITIVE_INFINITY);
    const { lab } = offlineLab({ endpoint: server?.endpoint ?? '' });
    let drawn = 0;
    function* counted(): Generator<OrderItem> {
      for (const item of items(10_000)) {
        drawn += 1;
        yield item;
      }
    }

    const writing = writeItems(lab, 'Orders', counted(), 10_000);

    await expect(writing).rejects.toMatchObject({ next: expect.stringContaining('orders-lab seed') });
    expect(drawn).toBeLessThanOrEqual(200);
  });

  it('holds a few batches in memory, however many items there are', async () => {
    let waiting = 0;
    let most = 0;
    server = await startScriptedServer(async () => {
      waiting += 1;
      most = Math.max(most, waiting);
      await new Promise((resolve) => setImmediate(resolve));
      waiting -= 1;
      return { status: 200, body: {} };
    });
    const { lab } = offlineLab({ endpoint: server.endpoint });
    let drawn = 0;
    let ahead = 0;
    function* counted(): Generator<OrderItem> {
      for (const item of items(1_000)) {
        drawn += 1;
        yield item;
      }
    }
    const watched = {
      ...lab,
      progress: ({ done = 0 }: { readonly done?: number }) => {
        ahead = Math.max(ahead, drawn - done);
      },
    };

    await writeItems(watched, 'Orders', counted(), 1_000);

    expect(drawn).toBe(1_000);
    expect(ahead).toBeLessThanOrEqual(100);
    expect(most).toBeLessThanOrEqual(4);
  });
});

describe('generated orders', () => {
  it('are the same for the same seed, and others for another', () => {
    expect([...generatedOrders(7, 5)]).toEqual([...generatedOrders(7, 5)]);
    expect(generatedOrder(7, 0).orderId).not.toBe(generatedOrder(8, 0).orderId);
  });

  it('begin the same however many there are', () => {
    expect([...generatedOrders(1, 20)].slice(0, 5)).toEqual([...generatedOrders(1, 5)]);
  });

  it('have ids of their own', () => {
    const ids = new Set([...generatedOrders(1, 5_000)].map(({ orderId }) => orderId));

    expect(ids.size).toBe(5_000);
    for (const id of [...ids].slice(0, 50)) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
