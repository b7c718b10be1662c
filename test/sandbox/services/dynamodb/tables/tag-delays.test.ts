/** The hazards `tag-lock` and `late-tags`. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../../support/sandbox.js';
import { createTable, ORDERS } from '../orders-table.js';

let sandbox: TestSandbox;
let client: DynamoDBClient;
let ResourceArn: string;

beforeEach(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  client = sandbox.client(DynamoDBClient);
  const { region, account } = sandbox.connection;
  ResourceArn = `arn:aws:dynamodb:${region}:${account}:table/Orders`;
});
afterEach(() => sandbox.close());

const BORN_WITH = [{ Key: 'lab', Value: 'default' }];

async function tags(): Promise<Record<string, string>> {
  const { Tags = [] } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

async function put(wanted: Record<string, string>): Promise<void> {
  const Tags = Object.entries(wanted).map(([Key, Value]) => ({ Key, Value }));
  await client.send(new TagResourceCommand({ ResourceArn, Tags }));
}

describe('tag-lock', () => {
  const BUSY = 'Table tags are being updated: Orders';
  const UNTAG = (): UntagResourceCommand => new UntagResourceCommand({ ResourceArn, TagKeys: ['lab'] });

  beforeEach(async () => {
    await createTable(sandbox, client, { ...ORDERS, Tags: BORN_WITH });
    sandbox.server.hazards.set(['tag-lock']);
  });

  it('tells the old tags for 1.7 s, and keeps the table from being deleted, but not from being changed', async () => {
    const deletion = new DeleteTableCommand({ TableName: 'Orders' });
    await put({ owner: 'ada' });

    await expect(client.send(deletion)).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Attempt to change a resource which is still in use: ${BUSY}`,
    });
    expect(await tags()).toEqual({ lab: 'default' });
    await expect(
      client.send(
        new UpdateTableCommand({
          TableName: 'Orders',
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        }),
      ),
    ).resolves.toBeDefined();

    await sandbox.advance(1_700);

    expect(await tags()).toEqual({ lab: 'default', owner: 'ada' });
    await expect(client.send(deletion)).resolves.toBeDefined();
  });

  it('refuses other tags meanwhile, but for the same and more', async () => {
    const refused = { name: 'LimitExceededException', message: `Subscriber limit exceeded: ${BUSY}` };
    await put({ owner: 'ada' });

    await expect(put({ other: 'one' })).rejects.toMatchObject(refused);
    await expect(put({ owner: 'bob' })).rejects.toMatchObject(refused);
    await expect(client.send(UNTAG())).rejects.toMatchObject(refused);
    await put({ owner: 'ada', more: 'x' });
    await sandbox.advance(1_700);
    await client.send(UNTAG());
    await expect(put({ owner: 'ada' })).rejects.toMatchObject(refused);
    await sandbox.advance(1_700);

    expect(await tags()).toEqual({ owner: 'ada', more: 'x' });
  });

  it('is not taken by what changes nothing', async () => {
    await put({ lab: 'default' });
    await put({ owner: 'ada' });
    await sandbox.advance(1_700);

    await expect(client.send(new DeleteTableCommand({ TableName: 'Orders' }))).resolves.toBeDefined();
  });
});

describe('late-tags', () => {
  const UNKNOWN = { name: 'ResourceNotFoundException' };

  beforeEach(() => sandbox.server.hazards.set(['table-lifecycle', 'late-tags']));

  it('knows no tags of a table that is being created, and none for its first 5 s', async () => {
    await client.send(new CreateTableCommand({ ...ORDERS, Tags: BORN_WITH }));

    await expect(tags()).rejects.toMatchObject(UNKNOWN);
    await expect(put({ owner: 'ada' })).rejects.toMatchObject(UNKNOWN);
    sandbox.server.hazards.set(['late-tags']);
    await client.send(new CreateTableCommand({ ...ORDERS, TableName: 'Quick', Tags: BORN_WITH }));
    ResourceArn = ResourceArn.replace('Orders', 'Quick');
    expect(await tags()).toEqual({});
    await sandbox.advance(2_000);
    expect(await tags()).toEqual({});

    await sandbox.advance(3_000);

    expect(await tags()).toEqual({ lab: 'default' });
  });

  it('forgets the tags of a table that is being deleted before the table is gone', async () => {
    await createTable(sandbox, client, { ...ORDERS, Tags: BORN_WITH });
    await client.send(new DeleteTableCommand({ TableName: 'Orders' }));
    await sandbox.advance(1_600);

    await expect(tags()).rejects.toMatchObject(UNKNOWN);
  });
});
