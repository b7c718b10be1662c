/** Each claim of the step tune fails where somebody interferes; a load that was cut short is gone on with. */
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenLab } from '../../src/lab/create-lab.js';
import { tagList } from '../../src/lab/ownership.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, failed, runTo } from '../support/steps.js';
import { runTune, tamper } from './tune-support.js';

const COSTS_ONLY = { skipScaling: true } as const;
const PREFIX = 'tune-';
const LOAD_KEY = { order_id: { S: 'orders-lab-load' }, created_at: { N: '1625097600' } };
const SCALING_CHECKS = [
  'scaling-room',
  'capacity-followed',
  'by-our-policy',
  'near-target',
  'nothing-lost',
  'load-removed',
];

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  await runTo((await openTestLab(sandbox, { prefix: PREFIX })).lab, 'seed');
});
afterAll(() => sandbox.close());

async function openLab(): Promise<OpenLab> {
  return (await openTestLab(sandbox, { prefix: PREFIX })).lab;
}

describe('auto scaling', () => {
  /** A lab of its own, of which nothing has been asked yet. */
  async function newLab(prefix: string): Promise<TestLab> {
    const opened = await openTestLab(sandbox, { prefix });
    await runTo(opened.lab, 'seed');
    return opened;
  }

  function writesOf(prefix: string): {
    readonly ServiceNamespace: 'dynamodb';
    readonly ResourceId: string;
    readonly ScalableDimension: 'dynamodb:table:WriteCapacityUnits';
  } {
    return {
      ServiceNamespace: 'dynamodb',
      ResourceId: `table/${prefix}Orders`,
      ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
    };
  }

  async function suspend(prefix: string): Promise<void> {
    const SuspendedState = { DynamicScalingOutSuspended: true };
    await sandbox
      .client(ApplicationAutoScalingClient)
      .send(new RegisterScalableTargetCommand({ ...writesOf(prefix), SuspendedState }));
  }

  async function provision(prefix: string, WriteCapacityUnits: number): Promise<void> {
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits };
    const command = new UpdateTableCommand({ TableName: `${prefix}Orders`, ProvisionedThroughput });
    await sandbox.client(DynamoDBClient).send(command);
  }

  it('that is suspended is noticed, and nothing is lost although the table refuses writes', async () => {
    const { lab, events } = await newLab('susp-');
    await suspend('susp-');

    const { checks, evidence } = await runTune(lab, {});

    expect(failed(checks)).toEqual(['capacity-followed', 'by-our-policy', 'near-target']);
    const [chart] = evidence.filter(({ kind }) => kind === 'chart');
    expect(chart).toMatchObject({ data: { points: expect.toSatisfy((points) => points.length >= 12) } });
    expect(events.some((event) => event.event === 'note')).toBe(true);
    const throttled = chart?.kind === 'chart' ? (chart.data.series[1]?.values ?? []) : [];
    expect(Math.max(...throttled.map(Number))).toBeGreaterThan(0);
    await cleanAll(lab);
  });

  it('is not taken for capacity that somebody adds by hand', async () => {
    const { lab } = await newLab('hand-');
    await suspend('hand-');
    let writes = 0;
    tamper(lab, async (operation) => {
      if (operation !== 'UpdateItem') return;
      writes += 1;
      if (writes === 5) await provision('hand-', 12);
    });

    const { checks } = await runTune(lab, {});

    expect(failed(checks)).toEqual(['by-our-policy']);
    await cleanAll(lab);
  });

  it('with another target is noticed', async () => {
    const { lab } = await newLab('target-');
    await sandbox.client(ApplicationAutoScalingClient).send(
      new PutScalingPolicyCommand({
        ...writesOf('target-'),
        PolicyName: 'DynamoDBWriteCapacityUtilization:table/target-Orders',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 25,
          PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBWriteCapacityUtilization' },
        },
      }),
    );

    const { checks } = await runTune(lab, {});

    expect(failed(checks)).toEqual(['near-target']);
    await cleanAll(lab);
  });

  it('takes away by itself what it has added, and follows the next load as it did the first', async () => {
    const { lab } = await newLab('down-');
    const units = async (): Promise<number | undefined> => {
      const command = new DescribeTableCommand({ TableName: 'down-Orders' });
      const { Table } = await sandbox.client(DynamoDBClient).send(command);
      return Table?.ProvisionedThroughput?.WriteCapacityUnits;
    };
    const first = await runTune(lab, {});
    const up = await units();
    await sandbox.advance(40 * 60_000);
    const down = await units();
    const later = await openTestLab(sandbox, { prefix: 'down-' });

    const second = await runTune(later.lab, {});

    expect([up, down]).toEqual([12, 5]);
    expect([failed(first.checks), failed(second.checks)]).toEqual([[], []]);
    expect(second.checks.map(({ id }) => id)).toEqual(expect.arrayContaining(SCALING_CHECKS));
    await cleanAll(lab);
  });

  it('has no room in a table at its maximum, and is given no load', async () => {
    const { lab, calls } = await newLab('full-');
    await provision('full-', 50);
    await sandbox.advance(60_000);

    const { checks } = await runTune(lab, {});

    expect(failed(checks)).toEqual(['scaling-room']);
    expect(checks.find(({ id }) => id === 'scaling-room')?.hint).toContain('tune --skip-scaling');
    expect(calls.filter(({ operation }) => operation === 'UpdateItem')).toEqual([]);
    await cleanAll(lab);
  });

  it('loses nothing: a write that somebody takes away is noticed', async () => {
    const { lab } = await newLab('lost-');
    const { checks } = await runTune(
      lab,
      {},
      {
        onEvidence: async (title) => {
          if (title !== 'Scaling activities') return;
          const command = new UpdateItemCommand({
            TableName: 'lost-Orders',
            Key: LOAD_KEY,
            UpdateExpression: 'DELETE written :some',
            ExpressionAttributeValues: { ':some': { NS: ['2', '3'] } },
          });
          await sandbox.client(DynamoDBClient).send(command);
        },
      },
    );

    expect(failed(checks)).toEqual(['nothing-lost']);
    await cleanAll(lab);
  });

  it('notices what is left of the load', async () => {
    const { lab } = await newLab('left-');
    tamper(lab, async (operation, input) => {
      if (operation === 'DeleteItem') Object.assign(input, { Key: { ...LOAD_KEY, created_at: { N: '1' } } });
    });

    const { checks } = await runTune(lab, {});

    expect(failed(checks)).toEqual(['load-removed']);
    await cleanAll(lab);
  });

  it('is proven by a load that goes on where it was cut short', async () => {
    const first = await newLab('cut-');
    let writes = 0;
    tamper(first.lab, (operation) => {
      if (operation === 'UpdateItem') writes += 1;
      // Nothing is removed: the program is gone.
      if (writes === 10) first.interrupt();
    });
    await expect(runTune(first.lab, {})).rejects.toThrow();
    const second = await openTestLab(sandbox, { prefix: 'cut-' });

    const { checks } = await runTune(second.lab, {});

    expect(failed(checks)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(SCALING_CHECKS));
    expect(second.events).toContainEqual(
      expect.objectContaining({ event: 'note', text: expect.stringContaining('a run before goes on') }),
    );
    const puts = second.calls.filter(({ operation, input }) => {
      return operation === 'PutItem' && JSON.stringify(input).includes('orders-lab-load');
    });
    expect(puts).toEqual([]);
    await cleanAll(second.lab);
  });
});

describe('costs', () => {
  it('of a strongly consistent read that is not one are noticed', async () => {
    const lab = await openLab();
    tamper(lab, (operation, input) => {
      if (operation === 'GetItem') Object.assign(input, { ConsistentRead: false });
    });

    expect(failed((await runTune(lab, COSTS_ONLY)).checks)).toEqual(['strong-costs-double']);
  });

  it.each([
    ['all that is queried', 'query-costs-less', 'KeyConditionExpression'],
    ['what is projected', 'projection-costs-same', 'ProjectionExpression'],
  ])('of %s are noticed, where an order has grown meanwhile', async (_, check, member) => {
    const lab = await openLab();
    let grown = false;
    tamper(lab, async (operation, input) => {
      if (operation !== 'Query' || !(member in input) || grown) return;
      grown = true;
      await grow(lab);
    });

    expect(failed((await runTune(lab, COSTS_ONLY)).checks)).toEqual([check]);
  });

  it('of a batch of which one order is left out are noticed', async () => {
    const lab = await openLab();
    let batches = 0;
    tamper(lab, (operation, input) => {
      if (operation !== 'BatchWriteItem' || !('RequestItems' in input)) return;
      batches += 1;
      if (batches > 1) return;
      const [[name, requests] = ['', []]] = Object.entries(input.RequestItems ?? {});
      input.RequestItems = { [name]: requests.slice(1) };
    });

    expect(failed((await runTune(lab, COSTS_ONLY)).checks)).toEqual(['batch-costs-same']);
  });

  it('of an index that is not sparse are noticed', async () => {
    const lab = await openLab();
    tamper(lab, (operation, input) => {
      if (operation === 'PutItem') Object.assign(input, { Item: withEveryOrderOpen(input) });
      if (operation === 'BatchWriteItem') openAll(input);
    });

    expect(failed((await runTune(lab, COSTS_ONLY)).checks)).toEqual(['same-orders', 'sparse-costs-less']);
  });

  it('are not compared in silence where an order has gone meanwhile', async () => {
    const lab = await openLab();
    const Key = { order_id: { S: 'tune-004' }, created_at: { N: '1650000004' } };
    const { checks } = await runTune(lab, COSTS_ONLY, {
      onEvidence: async (title) => {
        if (!title.startsWith('25 orders')) return;
        const command = new DeleteItemCommand({ TableName: lab.names.tuneTable, Key });
        await sandbox.client(DynamoDBClient).send(command);
      },
    });

    expect(failed(checks)).toEqual(['same-orders']);
    expect(checks.find(({ id }) => id === 'same-orders')?.actual).toContain('Query: 24 of 25');
  });

  it('leave a table behind that is noticed, where somebody makes it again', async () => {
    const lab = await openLab();
    let gone = false;
    tamper(lab, async (operation, input) => {
      if (operation === 'DeleteTable') gone = true;
      if (operation !== 'DescribeTable' || !gone || !JSON.stringify(input).includes('OrdersTune')) return;
      await makeAgain(lab).catch(() => undefined);
    });

    expect(failed((await runTune(lab, COSTS_ONLY)).checks)).toEqual(['scratch-removed']);
    // By a lab that nobody interferes with.
    await cleanAll(await openLab());
    await runTo(await openLab(), 'seed');
  });
});

/** Makes an order of the customer whose orders are read some 150 KB large. */
async function grow(lab: OpenLab): Promise<void> {
  await sandbox.client(DynamoDBClient).send(
    new PutItemCommand({
      TableName: lab.names.tuneTable,
      Item: {
        order_id: { S: 'tune-004' },
        created_at: { N: '1650000004' },
        customer_id: { S: 'cust123' },
        order_status: { S: 'completed' },
        notes: { S: 'x'.repeat(150_000) },
      },
    }),
  );
}

async function makeAgain(lab: OpenLab): Promise<void> {
  await sandbox.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName: lab.names.tuneTable,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      Tags: tagList(lab.ownership),
    }),
  );
}

describe('the table to measure with', () => {
  const KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' as const }];
  const AttributeDefinitions = [{ AttributeName: 'id', AttributeType: 'S' as const }];

  it('is made anew where a killed run has left one', async () => {
    const lab = await openLab();
    const left = { TableName: lab.names.tuneTable, KeySchema, AttributeDefinitions };
    const client = sandbox.client(DynamoDBClient);
    await client.send(
      new CreateTableCommand({ ...left, BillingMode: 'PAY_PER_REQUEST', Tags: tagList(lab.ownership) }),
    );

    expect(failed((await runTune(lab, COSTS_ONLY)).checks)).toEqual([]);
  });

  it('is left alone where it is somebody else’s, who came in between', async () => {
    const lab = await openLab();
    const client = sandbox.client(DynamoDBClient);
    const theirs = { TableName: lab.names.tuneTable, KeySchema, AttributeDefinitions };
    let came = false;
    tamper(lab, async (called) => {
      if (called !== 'CreateTable' || came) return;
      came = true;
      await client.send(new CreateTableCommand({ ...theirs, BillingMode: 'PAY_PER_REQUEST' }));
    });

    await expect(runTune(lab, COSTS_ONLY)).rejects.toThrow('must not touch');

    const { Table } = await client.send(new DescribeTableCommand({ TableName: lab.names.tuneTable }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(await cleanAll(lab)).toMatchObject({ result: 'clean', remaining: [] });
  });
});

function withEveryOrderOpen(input: object): object {
  const item = 'Item' in input && typeof input.Item === 'object' ? { ...input.Item } : {};
  return 'customer_id' in item ? { ...item, open_customer_id: item.customer_id } : item;
}

function openAll(input: object): void {
  if (!('RequestItems' in input)) return;
  const [[name, requests] = ['', []]] = Object.entries(input.RequestItems ?? {});
  input.RequestItems = {
    [name]: requests.map(({ PutRequest }: { PutRequest: object }) => ({
      PutRequest: { Item: withEveryOrderOpen(PutRequest) },
    })),
  };
}
