import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/steps/index.js';
import { CliHome, type CliResult, type JsonLine, jsonLines } from '../support/cli.js';

const home = new CliHome();
afterAll(() => home.remove());

const IDS = STEPS.map(({ id }) => id);

function summaryOf(result: CliResult): JsonLine {
  const lines = jsonLines(result);
  const last = lines.at(-1);
  if (last?.event !== 'summary') throw new Error(`no summary at the end of ${result.stdout}${result.stderr}`);
  expect(lines.filter(({ event }) => event === 'summary')).toHaveLength(1);
  return last;
}

function checksOf(result: CliResult): JsonLine[] {
  return jsonLines(result).filter(({ event }) => event === 'check');
}

async function statusOf(lab: readonly string[]): Promise<Record<string, unknown>> {
  const result = await home.run(['status', '--json', ...lab]);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout);
}

/** The sandbox's own SDK client, as another program in the same shell would have it. */
async function dynamodb(): Promise<DynamoDBClient> {
  const { stdout } = await home.run(['sandbox', 'env', '--json']);
  const { set } = JSON.parse(stdout);
  return new DynamoDBClient({
    endpoint: set.AWS_ENDPOINT_URL,
    region: set.AWS_REGION,
    credentials: { accessKeyId: set.AWS_ACCESS_KEY_ID, secretAccessKey: set.AWS_SECRET_ACCESS_KEY },
  });
}

describe('the whole lab', () => {
  it('is done, proven and cleaned up', async () => {
    const result = await home.run(['run', '--yes', '--json']);

    expect(result).toMatchObject({ code: 0, stderr: '' });
    const lines = jsonLines(result);
    const checks = checksOf(result);
    expect(checks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(new Set(checks.map(({ step }) => step))).toEqual(new Set(IDS));
    expect(new Set(lines.map(({ v, run }) => `${v} ${run}`)).size).toBe(1);
    expect(lines.every(({ time }) => typeof time === 'string' && !Number.isNaN(Date.parse(time)))).toBe(true);
    expect(summaryOf(result)).toMatchObject({
      ok: true,
      steps: [...IDS, 'cleanup'].map((id) => ({ id, state: 'done' })),
      calls: lines.filter(({ event }) => event === 'call').length,
      remaining: [],
    });
  });

  it("takes the steps' own flags", async () => {
    const lab = home.newLab();

    const result = await home.run([
      'run',
      '--to',
      'query',
      '--count',
      '3',
      '--customer',
      'cust456',
      '--json',
      ...lab,
    ]);

    expect(result).toMatchObject({ code: 0 });
    const written = jsonLines(result).find(({ event, step }) => event === 'evidence' && step === 'seed');
    const found = jsonLines(result).find(({ event, step }) => event === 'evidence' && step === 'query');
    expect(written).toMatchObject({ data: { rows: { length: 6 } } });
    expect(found).toMatchObject({ title: 'Orders of cust456' });
  });

  it('shows its plan and touches nothing with --dry-run', async () => {
    const result = await home.run(['run', '--dry-run', '--json']);

    expect(result.code).toBe(0);
    expect(summaryOf(result)).toMatchObject({
      ok: true,
      calls: 0,
      steps: IDS.map((id) => ({ id, state: 'skipped' })),
    });
  });
});

describe('a part of the lab', () => {
  it('is one step, with its own flags, harmless when repeated, beside the labs of others', async () => {
    const lab = home.newLab();
    await home.run(['create-table', '--json', ...lab]);
    for (const _ of [1, 2]) {
      const result = await home.run(['seed', '--count', '30', '--json', ...lab]);

      expect(result.code).toBe(0);
      expect(summaryOf(result)).toMatchObject({ ok: true, steps: [{ id: 'seed', state: 'done' }] });
    }
    expect(await statusOf(home.newLab())).toMatchObject({ remaining: [] });
  });

  it('says which step is missing', async () => {
    const lab = home.newLab();
    const result = await home.run(['seed', '--json', ...lab]);

    expect(result.code).toBe(1);
    expect(summaryOf(result)).toMatchObject({
      ok: false,
      steps: [{ id: 'seed', state: 'failed' }],
      remaining: [],
    });
    expect(result.stderr).toContain(`orders-lab create-table --prefix ${lab[1]}`);
  });
});

describe('what must not happen', () => {
  it('is that a table which is not ours is touched', async () => {
    const client = await dynamodb();
    await client.send(
      new CreateTableCommand({
        TableName: 'Orders',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const before = await client.send(new DescribeTableCommand({ TableName: 'Orders' }));

    const run = await home.run(['run', '--yes', '--json']);
    const cleanup = await home.run(['cleanup', '--yes', '--json']);

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('Orders');
    expect(summaryOf(run)).toMatchObject({ ok: false, remaining: [] });
    expect(cleanup.code).toBe(0);
    const after = await client.send(new DescribeTableCommand({ TableName: 'Orders' }));
    expect(after.Table).toMatchObject({
      TableId: before.Table?.TableId,
      KeySchema: before.Table?.KeySchema,
      TableArn: before.Table?.TableArn,
    });
    expect(after.Table?.StreamSpecification).toBeUndefined();
    client.destroy();
  });
});
