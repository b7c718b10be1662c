/** A table that serves less than is asked, and a network that fails for a moment. */
import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../src/lab/lab.js';
import { outlastQuota } from '../../src/lab/patience.js';
import { ensureTable } from '../../src/resources/table.js';
import { LAB_ORDERS, toItem } from '../../src/steps/orders.js';
import { ordersTable } from '../../src/steps/orders-table.js';
import { queryIndex, scanTable } from '../../src/steps/read-orders.js';
import { seed } from '../../src/steps/seed.js';
import { offlineLab } from '../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** More refusals in a row than the SDK bears by itself. */
const REFUSALS = 9;
const THROTTLED: Reply = {
  status: 400,
  body: { __type: 'ProvisionedThroughputExceededException', message: 'slow down' },
};
const FAULT: Reply = { status: 500, body: { __type: 'InternalServerError', message: 'sorry' } };
const DENIED: Reply = { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } };

/** An AWS that refuses the first calls of each kind so, and then answers so. */
async function reluctant(refusal: Reply, answer: (operation: string) => object): Promise<string> {
  const refused = new Map<string, number>();
  server = await startScriptedServer(({ operation }) => {
    const times = refused.get(operation) ?? 0;
    refused.set(operation, times + 1);
    return times < REFUSALS ? refusal : { status: 200, body: answer(operation) };
  });
  return server.endpoint;
}

/** Calls go where they went before. */
function onAws({ target: { region, account }, ...lab }: Lab, endpoint?: string): Lab {
  return {
    ...lab,
    target: { kind: 'aws', region, account, ...(endpoint === undefined ? {} : { endpoint }) },
  };
}

describe('a table that throttles', () => {
  it.each([
    ['Query', (lab: Lab) => queryIndex(lab, { customer: 'cust123' })],
    ['Scan', (lab: Lab) => scanTable(lab, { customer: 'cust123' }, 1)],
  ])('is asked again by %s, and the learner told why it takes so long', async (_, read) => {
    const endpoint = await reluctant(THROTTLED, () => ({ Items: LAB_ORDERS.map(toItem) }));
    const { lab, events } = offlineLab({ endpoint });

    expect((await read(lab)).items).toHaveLength(3);
    expect(events.find(({ event }) => event === 'progress')).toMatchObject({
      title: expect.stringContaining('to serve more reads'),
      reason: expect.stringContaining('capacity'),
    });
  });

  it('is written to and read back all the same', async () => {
    const endpoint = await reluctant(THROTTLED, (operation) =>
      operation === 'GetItem' ? { Item: toItem(LAB_ORDERS[0] ?? expect.unreachable()) } : {},
    );
    const { lab, calls } = offlineLab({ endpoint });

    expect(await seed.build?.(lab, { count: 0, seed: 1 })).toBe('ready');
    for await (const said of seed.demonstrate?.(lab, { count: 0, seed: 1 }) ?? []) {
      if ('claim' in said) expect(said).toMatchObject({ actual: '1 of 3' });
    }
    expect(calls.filter(({ operation, error }) => operation === 'PutItem' && !error)).toHaveLength(3);
  });

  it('is not asked again for what it refuses', async () => {
    const endpoint = await reluctant(DENIED, () => ({}));
    const { lab, calls } = offlineLab({ endpoint });

    await expect(queryIndex(lab, { customer: 'x' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(calls).toHaveLength(1);
  });
});

describe('a wait of minutes', () => {
  const { name } = ordersTable(offlineLab().lab.names);
  const TABLE_IN_THE_WAY = { TableName: name, TableStatus: 'DELETING' };

  it.each([
    ['AWS', undefined],
    ['AWS, by an endpoint in a VPC', 'https://vpce-0a1b2c3d.dynamodb.us-east-1.vpce.amazonaws.com'],
  ])('outlives a failing service on %s', async (_, endpoint) => {
    let asked = 0;
    server = await startScriptedServer(() => {
      asked += 1;
      if (asked > 1 && asked <= REFUSALS) return FAULT;
      return asked === 1 ? { status: 200, body: { Table: TABLE_IN_THE_WAY } } : DENIED;
    });
    const lab = onAws(offlineLab({ endpoint: server.endpoint }).lab, endpoint);

    await expect(ensureTable(lab, ordersTable(lab.names))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('ends at once where an emulator fails, which lacks what was asked for', async () => {
    let asked = 0;
    server = await startScriptedServer(() => {
      asked += 1;
      return asked === 1 ? { status: 200, body: { Table: TABLE_IN_THE_WAY } } : FAULT;
    });
    const lab = onAws(offlineLab({ endpoint: server.endpoint }).lab, server.endpoint);

    await expect(ensureTable(lab, ordersTable(lab.names))).rejects.toMatchObject({
      name: 'InternalServerError',
    });
  });

  it('ends at once where the sandbox is gone', async () => {
    server = await startScriptedServer(() => {
      server?.close();
      return 'hang';
    });
    const { lab } = offlineLab({ endpoint: server.endpoint });

    await expect(ensureTable(lab, ordersTable(lab.names))).rejects.toMatchObject({
      code: expect.any(String),
    });
    expect(lab.clock.now()).toBeLessThan(2_000);
  });
});

describe('a turn at a service with a quota', () => {
  const THIRTY_SECONDS = 30_000;

  it('is asked for again after its time, or up to twice that, at another moment each time', async () => {
    const sleeps: number[] = [];
    const { lab } = offlineLab({
      watched: (clock) => ({
        ...clock,
        sleep: (milliseconds, signal) => {
          sleeps.push(milliseconds);
          return clock.sleep(milliseconds, signal);
        },
      }),
    });
    const refusal = new ThrottlingException({ message: 'Too Many Requests', $metadata: {} });
    const send = async (): Promise<string> => {
      if (sleeps.length < REFUSALS) throw refusal;
      return 'taken';
    };

    const quota = { every: THIRTY_SECONDS, deadline: 30 * 60_000, reason: 'one every 30 s' };
    expect(await outlastQuota(lab, { ...quota, what: 'a turn' }, send)).toBe('taken');

    expect(Math.min(...sleeps)).toBeGreaterThan(THIRTY_SECONDS);
    expect(Math.max(...sleeps)).toBeLessThan(2.1 * THIRTY_SECONDS);
    expect(new Set(sleeps).size).toBe(REFUSALS);
  });
});
