import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB_TAG, OWNER_TAG } from '../../src/lab/ownership.js';
import { CliHome, type CliResult, type JsonLine, jsonLines, Key } from '../support/cli.js';

const home = new CliHome();
let dynamodb: DynamoDBClient;

/** The sandbox's own SDK client, as another program in the same shell would have it. */
beforeAll(async () => {
  const { stdout } = await home.run(['sandbox', 'env', '--json']);
  const { set } = JSON.parse(stdout);
  dynamodb = new DynamoDBClient({
    endpoint: set.AWS_ENDPOINT_URL,
    region: set.AWS_REGION,
    credentials: { accessKeyId: set.AWS_ACCESS_KEY_ID, secretAccessKey: set.AWS_SECRET_ACCESS_KEY },
  });
});
afterAll(async () => {
  dynamodb.destroy();
  await home.remove();
});

/** A new lab with a table, and the table's name. */
async function builtLab(): Promise<{ flags: readonly string[]; prefix: string; table: string }> {
  const flags = home.newLab();
  await home.run(['create-table', '--json', ...flags]);
  return { flags, prefix: flags[1], table: `${flags[1]}Orders` };
}

function evidenceOf(result: CliResult): JsonLine[] {
  return jsonLines(result).filter(({ event }) => event === 'evidence');
}

function summaryOf(result: CliResult): JsonLine | undefined {
  return jsonLines(result).at(-1);
}

async function createTableOf(TableName: string, tags: Readonly<Record<string, string>>): Promise<unknown> {
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return TableDescription?.TableId;
}

async function tableIdOf(TableName: string): Promise<unknown> {
  return (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table?.TableId;
}

describe('cleanup', () => {
  it('that cannot delete something says what is left and why, and exits with 3', async () => {
    const { flags, table } = await builtLab();
    await dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: true }));

    const failed = await home.run(['cleanup', '--json', ...flags]);
    await dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false }));
    const done = await home.run(['cleanup', '--json', ...flags]);

    const why = `The table ${table} is protected against deletion.`;
    expect(failed.code).toBe(3);
    expect(evidenceOf(failed).at(-1)).toMatchObject({
      title: 'What became of it',
      data: {
        columns: ['kind', 'name', 'result', 'why'],
        rows: [
          ['scalable-target', expect.any(String), 'deleted', ''],
          ['scalable-target', expect.any(String), 'deleted', ''],
          ['dynamodb-table', table, 'failed', expect.stringContaining(why)],
        ],
      },
    });
    expect(summaryOf(failed)).toMatchObject({
      ok: false,
      steps: [{ id: 'cleanup', state: 'failed' }],
      remaining: [{ kind: 'dynamodb-table', name: table, because: expect.stringContaining(why) }],
    });
    expect(done.code).toBe(0);
    expect(summaryOf(done)).toMatchObject({ ok: true, remaining: [] });
  });

  it("leaves another owner's lab of the same prefix alone, and run refuses it", async () => {
    const flags = home.newLab();
    const tags = { [LAB_TAG]: flags[1], [OWNER_TAG]: 'arn:aws:iam::111122223333:user/bob' };
    const id = await createTableOf(`${flags[1]}Orders`, tags);

    const run = await home.run(['run', '--json', ...flags]);
    const cleanup = await home.run(['cleanup', '--json', ...flags]);

    expect(run.code).toBe(1);
    expect(run.stderr).toContain('user/bob');
    expect(cleanup.code).toBe(0);
    expect(evidenceOf(cleanup).at(-1)).toMatchObject({
      data: { rows: [['dynamodb-table', `${flags[1]}Orders`, 'left alone', expect.stringContaining('bob')]] },
    });
    expect(await tableIdOf(`${flags[1]}Orders`)).toBe(id);
  });
});

describe('cleanup --all', () => {
  it('is for labs of every prefix', async () => {
    const { code, stderr } = await home.run(['cleanup', '--all', '--prefix', 'ada-']);

    expect(code).toBe(2);
    expect(stderr).toContain('--all and --prefix exclude each other.');
  });

  it('removes every lab of this owner, recorded or not, but the one that is worked on', async () => {
    const first = await builtLab();
    const busy = await builtLab();
    // Somebody who thinks about a question holds the lab.
    const thinking = home.terminal(['run', ...busy.flags]);
    await thinking.shows('Leave the lab');
    const owner = 'arn:aws:iam::111122223333:user/learner';
    await createTableOf('unrecorded-Orders', { [LAB_TAG]: 'unrecorded-', [OWNER_TAG]: owner });
    const bobs = await createTableOf('bobs-Orders', { [LAB_TAG]: 'bobs-', [OWNER_TAG]: `${owner}s` });

    const dry = await home.run(['cleanup', '--all', '--dry-run', '--json']);
    const during = await home.run(['cleanup', '--all', '--json']);
    thinking.press(Key.controlC);
    await thinking.exited;
    const after = home.terminal(['cleanup', '--all'], { columns: 80 });
    await after.shows(`What exists of the lab ${busy.prefix}`);
    await after.shows('Remove all of this?');
    after.press(Key.enter);
    await after.shows(`Deleted dynamodb-table ${busy.table}.`);

    const titles = [first.prefix, busy.prefix, 'unrecorded-'].map(
      (prefix) => `What exists of the lab ${prefix}`,
    );
    expect(dry.code).toBe(0);
    expect(evidenceOf(dry).map(({ title }) => title)).toEqual(titles);
    expect(summaryOf(dry)).toMatchObject({ ok: true, steps: [{ id: 'cleanup', state: 'skipped' }] });
    expect(during.code).toBe(3);
    expect(evidenceOf(during).map(({ title }) => title)).toEqual([
      titles[0],
      `${titles[1]}, which is being worked on`,
      titles[2],
      `What became of the lab ${first.prefix}`,
      'What became of the lab unrecorded-',
    ]);
    const because = expect.stringContaining('This lab is already being worked on.');
    expect(summaryOf(during)).toMatchObject({
      ok: false,
      steps: [{ id: 'cleanup', state: 'failed' }],
      remaining: [{ because }, { because }, { kind: 'dynamodb-table', name: busy.table, because }],
    });
    expect(await after.exited).toBe(0);
    expect(await tableIdOf('bobs-Orders')).toBe(bobs);
  });

  it('records a lab that only its tags have told of, as long as something of it is left', async () => {
    // Prepare: what cannot be deleted, of a lab that this machine knows nothing of.
    const owner = 'arn:aws:iam::111122223333:user/learner';
    await createTableOf('lost-Orders', { [LAB_TAG]: 'lost-', [OWNER_TAG]: owner });
    await home.run(['sandbox', 'advance', '10s']);
    const protect = (DeletionProtectionEnabled: boolean): Promise<unknown> =>
      dynamodb.send(new UpdateTableCommand({ TableName: 'lost-Orders', DeletionProtectionEnabled }));
    await protect(true);
    const isRecorded = (): boolean =>
      existsSync(join(home.path, 'state', 'labs', 'sandbox-111122223333-us-east-1-lost-', 'record.json'));
    // Act
    const before = isRecorded();
    const failed = await home.run(['cleanup', '--all', '--json']);
    const meanwhile = isRecorded();
    await protect(false);
    const done = await home.run(['cleanup', '--all', '--json']);
    // Assess
    expect([failed.code, done.code]).toEqual([3, 0]);
    expect([before, meanwhile, isRecorded()]).toEqual([false, true, false]);
  });
});
