import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  DescribeTableCommand,
  DynamoDBClient,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLI, CliHome } from '../support/cli.js';

let home: CliHome;
beforeEach(() => {
  home = new CliHome();
});
afterEach(() => home.remove());

const NEW_INDEX = {
  TableName: 'Orders',
  AttributeDefinitions: [
    { AttributeName: 'order_id', AttributeType: 'S' },
    { AttributeName: 'created_at', AttributeType: 'N' },
    { AttributeName: 'customer_id', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexUpdates: [
    {
      Create: {
        IndexName: 'ByCustomer',
        KeySchema: [{ AttributeName: 'customer_id', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    },
  ],
} satisfies UpdateTableCommandInput;

/** A client as `sandbox env` sets one up. */
async function dynamoDb(): Promise<DynamoDBClient> {
  const { set } = JSON.parse((await home.run(['sandbox', 'env', '--json'])).stdout);
  return new DynamoDBClient({
    endpoint: set.AWS_ENDPOINT_URL,
    region: set.AWS_REGION,
    credentials: { accessKeyId: set.AWS_ACCESS_KEY_ID, secretAccessKey: set.AWS_SECRET_ACCESS_KEY },
  });
}

describe('the sandbox', () => {
  it('starts, tells where it is, and stops', async () => {
    expect(JSON.parse((await home.run(['sandbox', 'status', '--json'])).stdout)).toEqual({
      v: 1,
      running: false,
    });

    const started = await home.run(['sandbox', 'start', '--json']);
    const connection = JSON.parse(started.stdout);
    expect(started.code).toBe(0);
    expect(connection).toMatchObject({
      v: 1,
      running: true,
      endpoint: `http://127.0.0.1:${connection.port}`,
    });
    expect(started.stdout).not.toMatch(/secret/i);
    expect(JSON.parse((await home.run(['sandbox', 'status', '--json'])).stdout)).toEqual({
      ...connection,
      now: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });

    expect(JSON.parse((await home.run(['sandbox', 'stop', '--json'])).stdout)).toMatchObject({
      stopped: true,
    });
    expect((await home.run(['sandbox', 'stop'])).stdout).toContain('No sandbox was running.');
    await expect(fetch(connection.endpoint)).rejects.toThrow();
  });

  it('holds the learner to a policy, tells what was asked for, and lifts it', async () => {
    // Prepare
    const file = join(home.path, 'policy.json');
    const statement = { Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' };
    const document = { Version: '2012-10-17', Statement: [statement] };
    const json = async (...words: string[]): Promise<unknown> =>
      JSON.parse((await home.run(['sandbox', ...words, '--json'])).stdout);
    const client = await dynamoDb();
    const describeTable = () => client.send(new DescribeTableCommand({ TableName: 'Orders' }));
    writeFileSync(file, JSON.stringify(document, undefined, 2));
    // Act and assess
    expect((await home.run(['sandbox', 'policy'])).stdout).toMatch(/^Your keys may do everything/);
    expect(await json('policy', file)).toEqual({ v: 1, policy: document });
    await expect(describeTable()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await home.run(['sandbox', 'policy'])).stdout).toBe(
      `${JSON.stringify(document, undefined, 2)}\n`,
    );
    expect((await home.run(['sandbox', 'status'])).stdout).toContain('held against a policy');
    expect((await home.run(['sandbox', 'policy', '--used'])).stdout).toMatch(
      /^refused {2}dynamodb:DescribeTable {2}arn:aws:dynamodb:us-east-1:111122223333:table\/Orders\n$/,
    );
    expect(await json('policy', '--none')).toEqual({ v: 1, policy: null });
    await expect(describeTable()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes no policy that IAM would not take, and says what to do', async () => {
    const file = join(home.path, 'policy.json');
    writeFileSync(file, '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}');

    const refused = await home.run(['sandbox', 'policy', file]);
    const missing = await home.run(['sandbox', 'policy', join(home.path, 'none.json')]);
    const both = await home.run(['sandbox', 'policy', file, '--none']);

    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('must contain resources') });
    expect(refused.stderr).toContain('Mend the document');
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read') });
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('stand alone') });
  });

  it('that was stopped in its tracks is told from one that is not there', async () => {
    const { pid } = JSON.parse((await home.run(['sandbox', 'start', '--json'])).stdout);
    process.kill(pid, 'SIGSTOP');

    const { code, stderr } = await home.run(['sandbox', 'status']);
    process.kill(pid, 'SIGCONT');

    expect(code).toBe(1);
    expect(stderr).toContain(`The sandbox, process ${pid}, does not answer.`);
    expect(stderr).toContain('orders-lab sandbox stop');
  });

  it('forgets everything on reset', async () => {
    await home.run(['create-table', '--json']);

    expect((await home.run(['sandbox', 'reset', '--yes'])).code).toBe(0);

    const { stdout } = await home.run(['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ remaining: [] });
  });

  it('is as awkward as it was told to be, until it is reset', async () => {
    // Prepare
    const started = await home.run(['sandbox', 'start', '--hazards', 'late-tags,index-build', '--json']);
    // Act: told of the one that runs, kept over a stop, all of them or none by one word.
    await home.run(['sandbox', 'stop']);
    await home.run(['sandbox', 'start']);
    const kept = await home.run(['sandbox', 'status']);
    const all = await home.run(['sandbox', 'start', '--hazards', 'realistic']);
    const listed = await home.run(['sandbox', 'hazards']);
    await home.run(['sandbox', 'reset', '--yes']);
    const reset = await home.run(['sandbox', 'start', '--json']);
    // Assess
    expect(JSON.parse(started.stdout)).toMatchObject({ hazards: ['index-build', 'late-tags'] });
    expect(kept.stdout).toContain('Hazards that are on: index-build, late-tags.');
    expect(all.stdout).toContain('Hazards that are on: all of them (realistic).');
    expect(listed.stdout).toMatch(/^index-build {2}on$/m);
    expect(JSON.parse(reset.stdout)).toMatchObject({ hazards: [] });
  });

  it('lists its hazards without being started, and refuses those that there are not', async () => {
    const listed = await home.run(['sandbox', 'hazards', '--json']);
    const refused = await home.run(['sandbox', 'start', '--hazards', 'late-tags,gremlins']);

    expect(JSON.parse(listed.stdout)).toMatchObject({ v: 1, running: false });
    expect(JSON.parse(listed.stdout).hazards).toContainEqual(
      expect.objectContaining({ name: 'late-tags', service: 'dynamodb', on: null }),
    );
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('There is no hazard "gremlins".');
    expect(refused.stderr).toContain('index-build');
    expect((await home.run(['sandbox', 'status'])).stdout).toContain('No sandbox is running.');
  });

  it('is moved on in time, and what takes AWS minutes is done', async () => {
    // Prepare
    await home.run(['sandbox', 'start', '--hazards', 'index-build']);
    await home.run(['create-table', '--json']);
    const client = await dynamoDb();
    await client.send(new UpdateTableCommand(NEW_INDEX));
    const indexStatus = async (): Promise<string | undefined> => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: 'Orders' }));
      return Table?.GlobalSecondaryIndexes?.[0]?.IndexStatus;
    };
    const before = await indexStatus();
    // Act
    const advanced = await home.run(['sandbox', 'advance', '1h30m', '--json']);
    const after = await indexStatus();
    client.destroy();
    // Assess
    expect([before, after]).toEqual(['CREATING', 'ACTIVE']);
    expect(JSON.parse(advanced.stdout)).toMatchObject({ v: 1, advanced: 5_400_000 });
    const { now } = JSON.parse((await home.run(['sandbox', 'status', '--json'])).stdout);
    expect(Date.parse(now)).toBeGreaterThanOrEqual(Date.parse(JSON.parse(advanced.stdout).now));
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(5_300_000);
  });

  it('is not moved by what is no span of time', async () => {
    const refused = await home.run(['sandbox', 'advance', 'tomorrow']);

    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('for example 15m');
  });

  it('gives an environment that a shell can take', async () => {
    const { stdout: json } = await home.run(['sandbox', 'env', '--json']);
    const { set } = JSON.parse(json);
    const shell = `eval "$("${process.execPath}" "${CLI}" sandbox env)" && printf '%s\\n' "$AWS_ENDPOINT_URL" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_DEFAULT_REGION" "\${AWS_PROFILE-none}"`;

    const values = execFileSync('sh', ['-c', shell], {
      env: home.environment({ AWS_PROFILE: 'mine' }),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });

    expect(values.trim().split('\n')).toEqual([
      set.AWS_ENDPOINT_URL,
      set.AWS_ACCESS_KEY_ID,
      set.AWS_SECRET_ACCESS_KEY,
      'us-east-1',
      'none',
    ]);
  });

  it('says on stderr which old tools would pass it by', async () => {
    const { stdout, stderr } = await home.run(['sandbox', 'env']);

    expect(stderr).toContain('AWS CLI before 2.13');
    expect(stdout).toMatch(/^(export [A-Za-z_]+='.*'\n|unset [A-Z_]+\n)+$/);
  });

  it('does not take a port that is taken, if it was asked for', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;

    const { code, stderr } = await home.run(['sandbox', 'start', '--port', String(port)]);
    other.close();

    expect(code).toBe(2);
    expect(stderr).toContain(String(port));
  });

  it('runs in the foreground until it is interrupted', async () => {
    const child = home.start(['sandbox', 'start', '--foreground']);
    await child.saw('Ctrl-C ends it.');
    expect((await home.run(['sandbox', 'status'])).stdout).toContain('The sandbox runs at');

    child.signal('SIGINT');

    expect((await child.result).code).toBe(0);
    expect((await home.run(['sandbox', 'status'])).stdout).toContain('No sandbox is running.');
  });
});

describe('a state folder', () => {
  it('that is a file is refused', async () => {
    writeFileSync(home.environment().ORDERS_LAB_HOME ?? '', '');

    const { code, stderr } = await home.run(['run', '--yes']);

    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used to keep state');
    expect(stderr).toContain('ORDERS_LAB_HOME');
  });

  it('that everybody may write to is refused, since keys are in it', async () => {
    const state = home.environment().ORDERS_LAB_HOME ?? join(home.path, 'state');
    mkdirSync(state);
    chmodSync(state, 0o777);

    const { code, stderr } = await home.run(['status', '--json']);

    expect(code).toBe(2);
    expect(stderr).toContain('chmod 700');
  });
});
