import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import {
  AttachRolePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTROL_SIGNING_NAME } from '../../../../src/sandbox/http/control.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { sign } from '../../../support/signing.js';
import { createTestTable } from '../tables.js';
import { ACCOUNT, assume, createRole, document, putPolicy, type SessionConfig } from './making.js';

const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Orders`;
const item = { order_id: { S: '1' } };

let sandbox: TestSandbox;
let roleArn: string;
let session: SessionConfig;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  await createTestTable(sandbox, 'Orders', {
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  });
  roleArn = await createRole(sandbox, 'R', { Path: '/orders-lab/' });
  session = await assume(sandbox, roleArn, { RoleSessionName: 'lambda' });
});
afterAll(() => sandbox.close());

function allow(...actions: string[]): object {
  return {
    Effect: 'Allow',
    Action: actions.map((action) => `dynamodb:${action}`),
    Resource: [TABLE, `${TABLE}/stream/*`],
  };
}

function refusal(
  action: string,
  resource: string,
  because = `because no identity-based policy allows the ${action} action`,
) {
  return `User: arn:aws:sts::${ACCOUNT}:assumed-role/R/lambda is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}

describe('a session of a role', () => {
  it('may do nothing that no policy allows, and is told so', async () => {
    const put = sandbox
      .client(DynamoDBClient, session)
      .send(new PutItemCommand({ TableName: 'Orders', Item: item }));

    await expect(put).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: refusal('dynamodb:PutItem', TABLE),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('may do what a policy allows from then on, until it no longer does', async () => {
    const client = sandbox.client(DynamoDBClient, session);
    const put = () => client.send(new PutItemCommand({ TableName: TABLE, Item: item }));

    await putPolicy(sandbox, 'R', allow('PutItem'));
    await expect(put()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    await sandbox.client(IAMClient).send(new DeleteRolePolicyCommand({ RoleName: 'R', PolicyName: 'p' }));
    await expect(put()).rejects.toThrow(refusal('dynamodb:PutItem', TABLE));
  });

  it('is told of an explicit deny', async () => {
    await putPolicy(sandbox, 'R', allow('*'), { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: '*' });

    const get = sandbox
      .client(DynamoDBClient, session)
      .send(new GetItemCommand({ TableName: 'Orders', Key: item }));

    await expect(get).rejects.toThrow(
      refusal('dynamodb:GetItem', TABLE, 'with an explicit deny in an identity-based policy'),
    );
  });

  it('needs an index of its own to query it', async () => {
    await putPolicy(sandbox, 'R', allow('Query'));
    const query = sandbox.client(DynamoDBClient, session).send(
      new QueryCommand({
        TableName: 'Orders',
        IndexName: 'ByCustomer',
        KeyConditionExpression: 'customer_id = :c',
        ExpressionAttributeValues: { ':c': { S: 'cust123' } },
      }),
    );

    await expect(query).rejects.toThrow(refusal('dynamodb:Query', `${TABLE}/index/ByCustomer`));
  });

  it('needs for a transaction what its actions need, and for a batch an action of its own', async () => {
    await putPolicy(sandbox, 'R', allow('PutItem', 'TransactWriteItems'));
    const client = sandbox.client(DynamoDBClient, session);
    const transact = (...more: object[]) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName: 'Orders', Item: item } }, ...more],
        }),
      );
    const gone = { Delete: { TableName: 'Orders', Key: { order_id: { S: '2' } } } };

    await expect(transact()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    await expect(transact(gone)).rejects.toThrow(refusal('dynamodb:DeleteItem', TABLE));
    await expect(
      client.send(new BatchWriteItemCommand({ RequestItems: { Orders: [{ PutRequest: { Item: item } }] } })),
    ).rejects.toThrow(refusal('dynamodb:BatchWriteItem', TABLE));
  });

  it('may be kept to the rows of its own, by LeadingKeys', async () => {
    const own = { 'dynamodb:LeadingKeys': ['mine'] };
    const Condition = { 'ForAllValues:StringEquals': own };
    const all = { Effect: 'Allow', Action: 'dynamodb:*', Resource: [TABLE, `${TABLE}/index/*`], Condition };
    await putPolicy(sandbox, 'R', all);
    const client = sandbox.client(DynamoDBClient, session);
    const row = (order_id: string) => ({ TableName: 'Orders', Key: { order_id: { S: order_id } } });
    const query = (key: string) =>
      client.send(
        new QueryCommand({
          TableName: 'Orders',
          IndexName: 'ByCustomer',
          KeyConditionExpression: '#c = :c',
          ExpressionAttributeNames: { '#c': 'customer_id' },
          ExpressionAttributeValues: { ':c': { S: key } },
        }),
      );
    const transact = (...keys: string[]) =>
      client.send(
        new TransactWriteItemsCommand({ TransactItems: keys.map((key) => ({ Delete: row(key) })) }),
      );
    const write = (...keys: string[]) =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: { Orders: keys.map((key) => ({ DeleteRequest: { Key: row(key).Key } })) },
        }),
      );

    for (const [allowed, refused] of [
      [
        () => client.send(new GetItemCommand(row('mine'))),
        () => client.send(new GetItemCommand(row('other'))),
      ],
      [() => query('mine'), () => query('other')],
      [() => transact('mine'), () => transact('mine', 'other')],
      [() => write('mine'), () => write('mine', 'other')],
    ] as const) {
      await expect(allowed()).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
      await expect(refused()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
  });

  it('reads streams by their ARNs', async () => {
    const streams = sandbox.client(DynamoDBStreamsClient, session);
    const learner = sandbox.client(DynamoDBStreamsClient);
    const StreamArn = (await learner.send(new ListStreamsCommand({}))).Streams?.[0]?.StreamArn ?? '';
    await putPolicy(sandbox, 'R', allow('DescribeStream'));

    expect((await streams.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription).toMatchObject({
      StreamArn,
    });
    await expect(streams.send(new ListStreamsCommand({}))).rejects.toThrow(
      refusal('dynamodb:ListStreams', '*'),
    );
  });

  it('is held by services that have no table of actions too, by their own prefix', async () => {
    const tagging = sandbox.client(ResourceGroupsTaggingAPIClient, session);
    const iam = sandbox.client(IAMClient, session);

    await expect(tagging.send(new GetResourcesCommand({}))).rejects.toThrow(refusal('tag:GetResources', '*'));
    await expect(iam.send(new ListRolesCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: refusal('iam:ListRoles', `arn:aws:iam::${ACCOUNT}:role/`),
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('may no more than its session policy and its boundary', async () => {
    const all = { Effect: 'Allow', Action: '*', Resource: '*' };
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole';
    const bounded = await createRole(sandbox, 'Bounded', { PermissionsBoundary: PolicyArn });
    await putPolicy(sandbox, 'Bounded', all);
    await putPolicy(sandbox, 'R', all);
    const narrowed = await assume(sandbox, roleArn, { Policy: document(allow('GetItem')) });
    const list = async (config: SessionConfig) =>
      sandbox.client(DynamoDBClient, config).send(new ListTablesCommand({}));

    await expect(list(narrowed)).rejects.toThrow(
      /because no session policy allows the dynamodb:ListTables action$/,
    );
    await expect(list(await assume(sandbox, bounded))).rejects.toThrow(
      /because no permissions boundary allows the dynamodb:ListTables action$/,
    );
  });

  it('may not steer the sandbox, whatever its policies allow', async () => {
    await putPolicy(sandbox, 'R', { Effect: 'Allow', Action: '*', Resource: '*' });
    const { host } = new URL(sandbox.server.endpoint);
    const request = { method: 'POST', path: '/_sandbox/now', query: {}, headers: { host }, body: '{}' };

    const signed = await sign(request, { ...session.credentials, service: CONTROL_SIGNING_NAME });
    const { host: _, ...headers } = signed.headers;
    const answer = await fetch(`${sandbox.server.endpoint}/_sandbox/now`, {
      method: 'POST',
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      body: '{}',
    });

    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('Only the owner of this sandbox may steer it.');
  });

  it('is nobody any more when its role is gone, though another has its name', async () => {
    const arn = await createRole(sandbox, 'Gone');
    const old = await assume(sandbox, arn);
    await sandbox.client(IAMClient).send(new DeleteRoleCommand({ RoleName: 'Gone' }));
    await createRole(sandbox, 'Gone');
    await putPolicy(sandbox, 'Gone', { Effect: 'Allow', Action: '*', Resource: '*' });

    const list = sandbox.client(DynamoDBClient, old).send(new ListTablesCommand({}));

    await expect(list).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

it('propagates roles and policies some seconds later, as hazards', async () => {
  // Prepare
  sandbox.server.hazards.set(['role-propagation', 'policy-propagation']);
  const arn = await createRole(sandbox, 'Late');
  // Act and assess
  await expect(assume(sandbox, arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  await sandbox.advance(8_000);
  const late = sandbox.client(DynamoDBClient, await assume(sandbox, arn));
  await sandbox.client(IAMClient).send(
    new AttachRolePolicyCommand({
      RoleName: 'Late',
      PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
    }),
  );
  await putPolicy(sandbox, 'Late', { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' });
  await expect(late.send(new ListTablesCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await sandbox.advance(4_000);
  await expect(late.send(new ListTablesCommand({}))).resolves.toMatchObject({ TableNames: ['Orders'] });
  sandbox.server.hazards.set([]);
});
