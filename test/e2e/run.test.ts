import { existsSync } from 'node:fs';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CliHome, type CliResult, type JsonLine, jsonLines } from '../support/cli.js';

let home: CliHome;
beforeEach(() => {
  home = new CliHome();
});
afterEach(() => home.remove());

const STEPS = ['create-table', 'add-gsi', 'seed', 'query'];

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

async function statusOf(at: CliHome, ...flags: string[]): Promise<Record<string, unknown>> {
  const result = await at.run(['status', '--json', ...flags]);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout);
}

/** The sandbox's own SDK client, as another program in the same shell would have it. */
async function dynamodb(at: CliHome): Promise<DynamoDBClient> {
  const { stdout } = await at.run(['sandbox', 'env', '--json']);
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
    expect(new Set(checks.map(({ step }) => step))).toEqual(new Set(STEPS));
    expect(new Set(lines.map(({ v, run }) => `${v} ${run}`)).size).toBe(1);
    expect(lines.every(({ time }) => typeof time === 'string' && !Number.isNaN(Date.parse(time)))).toBe(true);
    expect(summaryOf(result)).toMatchObject({
      ok: true,
      steps: [...STEPS, 'cleanup'].map((id) => ({ id, state: 'done' })),
      calls: lines.filter(({ event }) => event === 'call').length,
      remaining: [],
    });
  });

  it('is told to a person without a terminal, without a prompt', async () => {
    const { code, stdout, stderr } = await home.run(['run']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Step 2 of 4 · ');
    expect(stdout).toMatch(/dynamodb:CreateTable +\d+ ms/);
    expect(stdout).toContain('4 steps done and proven, cleaned up');
    expect(stdout).toContain('Nothing of this lab remains.');
    expect(stdout).not.toContain('\u001b');
  });

  it('shows its plan and touches nothing with --dry-run', async () => {
    const result = await home.run(['run', '--dry-run', '--json']);

    expect(result.code).toBe(0);
    expect(summaryOf(result)).toMatchObject({
      ok: true,
      calls: 0,
      steps: STEPS.map((id) => ({ id, state: 'skipped' })),
    });
    expect(existsSync(home.environment().ORDERS_LAB_HOME ?? '')).toBe(false);
  });
});

describe('a part of the lab', () => {
  it('ends where --to says, is seen by status, goes on where --from says, and is kept with --keep', async () => {
    expect(await statusOf(home)).toMatchObject({
      v: 1,
      target: 'sandbox',
      region: 'us-east-1',
      prefix: '',
      steps: STEPS.map((id) => ({ id, state: 'todo' })),
      remaining: [],
    });

    const first = await home.run(['run', '--to', 'add-gsi', '--json']);
    expect(first.code).toBe(0);
    expect(summaryOf(first)).toMatchObject({
      ok: true,
      steps: [
        { id: 'create-table', state: 'done' },
        { id: 'add-gsi', state: 'done' },
      ],
      remaining: expect.arrayContaining([
        expect.objectContaining({ kind: 'dynamodb-table', name: 'Orders' }),
      ]),
    });
    expect(await statusOf(home)).toMatchObject({
      steps: [
        { id: 'create-table', state: 'done' },
        { id: 'add-gsi', state: 'done' },
        { id: 'seed', state: 'todo' },
        { id: 'query', state: 'todo' },
      ],
    });

    const second = await home.run(['run', '--from', 'seed', '--keep', '--json']);
    expect(second.code).toBe(0);
    expect(await statusOf(home)).toMatchObject({ steps: STEPS.map((id) => ({ id, state: 'done' })) });

    const dry = await home.run(['cleanup', '--dry-run']);
    expect(dry.stdout).toContain('Orders');
    expect(summaryOf(await home.run(['cleanup', '--json']))).toMatchObject({ ok: true, remaining: [] });
    expect(await statusOf(home)).toMatchObject({
      steps: STEPS.map((id) => ({ id, state: 'todo' })),
      remaining: [],
    });
  });

  it('is one step, with its own flags, harmless when repeated', async () => {
    await home.run(['create-table', '--json']);
    const first = await home.run(['seed', '--count', '30', '--json']);
    const again = await home.run(['seed', '--count', '30', '--json']);

    for (const result of [first, again]) {
      expect(result.code).toBe(0);
      expect(summaryOf(result)).toMatchObject({ ok: true, steps: [{ id: 'seed', state: 'done' }] });
    }
  });

  it('says which step is missing', async () => {
    const result = await home.run(['seed', '--json']);

    expect(result.code).toBe(1);
    expect(summaryOf(result)).toMatchObject({
      ok: false,
      steps: [{ id: 'seed', state: 'failed' }],
      remaining: [],
    });
    expect(result.stderr).toContain('orders-lab create-table');
  });
});

describe('a lab with a prefix', () => {
  it('stands beside another one', async () => {
    await home.run(['create-table', '--json']);
    const ada = await home.run(['create-table', '--prefix', 'ada-', '--json']);

    expect(summaryOf(ada)).toMatchObject({ ok: true });
    expect((await home.run(['cleanup', '--prefix', 'ada-', '--json'])).code).toBe(0);
    expect(await statusOf(home, '--prefix', 'ada-')).toMatchObject({ prefix: 'ada-', remaining: [] });
    expect(await statusOf(home)).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ id: 'create-table', state: 'done' })]),
    });
  });
});

describe('what must not happen', () => {
  it('is that a table which is not ours is touched', async () => {
    const client = await dynamodb(home);
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

  it('is that two runs work on one lab at once', async () => {
    const first = home.start(['seed', '--count', '200000', '--json', '--yes']);
    await home.run(['create-table', '--prefix', 'x-', '--json']);
    const busy = await startLong(home);

    const second = await home.run(['cleanup', '--json']);

    expect(second.code).toBe(2);
    expect(second.stderr).toContain('This lab is already being worked on.');
    busy.signal('SIGINT');
    expect((await busy.result).code).toBe(130);
    await first.result;
  });
});

describe('an interruption', () => {
  it('says how to go on and what remains, and the lab goes on', async () => {
    const busy = await startLong(home);
    busy.signal('SIGINT');
    const result = await busy.result;

    expect(result.code).toBe(130);
    expect(result.stderr).toContain('Interrupted.');
    expect(result.stderr).toContain('orders-lab cleanup');
    expect(summaryOf(result)).toMatchObject({
      ok: false,
      steps: [{ id: 'seed', state: 'failed' }],
      remaining: expect.arrayContaining([expect.objectContaining({ kind: 'dynamodb-table' })]),
    });
    expect((await home.run(['cleanup', '--json'])).code).toBe(0);
  });
});

describe('a sandbox that is killed', () => {
  it('in the middle of a step ends the run with a reason, and loses nothing', async () => {
    const busy = await startLong(home);
    const { stdout } = await home.run(['sandbox', 'status', '--json']);
    process.kill(JSON.parse(stdout).pid, 'SIGKILL');
    const result = await busy.result;

    expect(result.code).toBe(1);
    expect(result.stderr).toContain('does not answer');
    expect(summaryOf(result)).toMatchObject({ ok: false });
    const again = await home.run(['run', '--from', 'seed', '--to', 'seed', '--json']);
    expect(summaryOf(again)).toMatchObject({ ok: true });
  });
});

/** A step in the middle of a long piece of work. */
async function startLong(at: CliHome): Promise<ReturnType<CliHome['start']>> {
  await at.run(['create-table', '--json']);
  const busy = at.start(['seed', '--count', '1000000', '--json']);
  await busy.saw('"operation":"BatchWriteItem"');
  return busy;
}
