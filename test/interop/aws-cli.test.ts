import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsCliVersion, type BuiltSandbox, finish, openSandbox } from './referees.js';

describe('the AWS CLI', () => {
  let sandbox: BuiltSandbox;

  beforeAll(async () => {
    sandbox = await openSandbox();
  });
  afterAll(() => sandbox.close());

  it('is told who it is', async () => {
    const identity = await sandbox.aws('sts', 'get-caller-identity');

    expect(identity).toMatchObject({ Account: '111122223333', Arn: expect.stringContaining(':user/') });
  });

  it('reaches the sandbox through AWS_ENDPOINT_URL, where it is new enough to honour it', async () => {
    const [major, minor] = awsCliVersion();
    const honours = major >= 2 ? minor >= 13 : minor >= 29;
    // An older one is never let loose without an endpoint: it would call the real AWS.
    const args = honours ? [] : ['--endpoint-url', sandbox.endpoint];

    const { code, stdout } = await finish(
      'aws',
      [...args, 'dynamodb', 'list-tables', '--output', 'json'],
      sandbox.clientEnv,
    );

    expect({ code, answer: JSON.parse(stdout) }).toEqual({ code: 0, answer: { TableNames: [] } });
  });

  it('walks a table from creation to deletion', async () => {
    const keys = ['--key-schema', 'AttributeName=id,KeyType=HASH'];
    const attributes = ['--attribute-definitions', 'AttributeName=id,AttributeType=S'];
    await sandbox.aws(
      'dynamodb',
      'create-table',
      '--table-name',
      'Notes',
      ...keys,
      ...attributes,
      '--billing-mode',
      'PAY_PER_REQUEST',
      '--tags',
      'Key=course,Value=lab',
    );
    await sandbox.aws('dynamodb', 'wait', 'table-exists', '--table-name', 'Notes');

    await sandbox.aws(
      'dynamodb',
      'put-item',
      '--table-name',
      'Notes',
      '--item',
      '{"id":{"S":"ä"},"n":{"N":"1.50"}}',
    );
    const read = await sandbox.aws(
      'dynamodb',
      'get-item',
      '--table-name',
      'Notes',
      '--key',
      '{"id":{"S":"ä"}}',
      '--consistent-read',
    );
    const tagged = await sandbox.aws(
      'resourcegroupstaggingapi',
      'get-resources',
      '--tag-filters',
      'Key=course,Values=lab',
    );
    await sandbox.aws('dynamodb', 'delete-table', '--table-name', 'Notes');
    await sandbox.aws('dynamodb', 'wait', 'table-not-exists', '--table-name', 'Notes');

    expect(read).toEqual({ Item: { id: { S: 'ä' }, n: { N: '1.5' } } });
    expect(tagged).toMatchObject({
      ResourceTagMappingList: [{ ResourceARN: expect.stringMatching(/:table\/Notes$/) }],
    });
    expect(await sandbox.aws('dynamodb', 'list-tables')).toEqual({ TableNames: [] });
  });

  it('makes a role, assumes it, and is held to its policies', async () => {
    const trust = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };
    const policy = { Effect: 'Allow', Action: 'dynamodb:ListTables', Resource: '*' };
    const document = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });
    const role = ['--role-name', 'reader'];
    const inline = ['--policy-name', 'list'];

    const created = await sandbox.aws(
      'iam',
      'create-role',
      ...role,
      '--path',
      '/orders-lab/',
      '--assume-role-policy-document',
      document(trust),
    );
    await sandbox.aws('iam', 'put-role-policy', ...role, ...inline, '--policy-document', document(policy));
    const assumed = await sandbox.aws(
      'sts',
      'assume-role',
      '--role-arn',
      'arn:aws:iam::111122223333:role/orders-lab/reader',
      '--role-session-name',
      'cli',
    );
    const keys = assumed.Credentials as Record<string, string>;
    const session = {
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      AWS_SESSION_TOKEN: keys.SessionToken,
    };
    const listed = await sandbox.awsWith(session, 'dynamodb', 'list-tables');

    expect(created).toMatchObject({ Role: { AssumeRolePolicyDocument: { Statement: trust } } });
    expect(listed).toEqual({ TableNames: [] });
    await expect(sandbox.awsWith(session, 'iam', 'list-roles')).rejects.toThrow(
      'An error occurred (AccessDenied) when calling the ListRoles operation: User: arn:aws:sts::111122223333:assumed-role/reader/cli is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::111122223333:role/ because no identity-based policy allows the iam:ListRoles action',
    );
    await sandbox.aws('iam', 'delete-role-policy', ...role, ...inline);
    await sandbox.aws('iam', 'delete-role', ...role);
    expect(await sandbox.aws('iam', 'list-roles', '--path-prefix', '/orders-lab/')).toEqual({ Roles: [] });
  });

  it('sends a message and receives it again', async () => {
    const { QueueUrl: url } = await sandbox.aws('sqs', 'create-queue', '--queue-name', 'notes');
    const attributes = '{"kind":{"DataType":"Number","StringValue":"3"}}';
    const queue = ['--queue-url', String(url)];

    await sandbox.aws(
      'sqs',
      'send-message',
      ...queue,
      '--message-body',
      'ä',
      '--message-attributes',
      attributes,
    );
    const received = await sandbox.aws(
      'sqs',
      'receive-message',
      ...queue,
      '--message-attribute-names',
      'All',
      '--wait-time-seconds',
      '5',
    );
    const refused = sandbox.aws('sqs', 'delete-message', ...queue, '--receipt-handle', 'none');

    expect(received).toMatchObject({
      Messages: [{ Body: 'ä', MessageAttributes: { kind: { DataType: 'Number', StringValue: '3' } } }],
    });
    await expect(refused).rejects.toThrow('An error occurred (ReceiptHandleIsInvalid)');
    await sandbox.aws('sqs', 'delete-queue', ...queue);
    await expect(sandbox.aws('sqs', 'get-queue-url', '--queue-name', 'notes')).rejects.toThrow(
      'An error occurred (AWS.SimpleQueueService.NonExistentQueue)',
    );
  });

  it('writes log events and finds them by a pattern', async () => {
    const group = ['--log-group-name', '/notes'];
    const stream = [...group, '--log-stream-name', 'one'];
    const timestamp = Date.now();
    const events = [
      { timestamp, message: 'INFO nothing' },
      { timestamp, message: '{"level":"ERROR"}' },
    ];
    await sandbox.aws('logs', 'create-log-group', ...group, '--tags', 'course=lab');
    await sandbox.aws('logs', 'create-log-stream', ...stream);

    await sandbox.aws('logs', 'put-log-events', ...stream, '--log-events', JSON.stringify(events));
    const pattern = '{ $.level = "ERROR" }';
    const found = await sandbox.aws('logs', 'filter-log-events', ...group, '--filter-pattern', pattern);
    const read = await sandbox.aws('logs', 'get-log-events', ...stream);

    expect(found).toMatchObject({ events: [{ logStreamName: 'one', message: '{"level":"ERROR"}' }] });
    expect(read).toMatchObject({ events });
    await sandbox.aws('logs', 'delete-log-group', ...group);
    await expect(sandbox.aws('logs', 'filter-log-events', ...group)).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the FilterLogEvents operation: The specified log group does not exist.',
    );
  });

  it('sees the errors of AWS', async () => {
    await expect(sandbox.aws('dynamodb', 'describe-table', '--table-name', 'Nowhere')).rejects.toThrow(
      'An error occurred (ResourceNotFoundException) when calling the DescribeTable operation: Requested resource not found: Table: Nowhere not found',
    );
  });

  it('sees what the lab has built', async () => {
    const { code } = await sandbox.lab('run', '--yes', '--keep', '--json');

    const table = await sandbox.aws('dynamodb', 'describe-table', '--table-name', 'Orders');
    const targets = await sandbox.aws(
      'application-autoscaling',
      'describe-scalable-targets',
      '--service-namespace',
      'dynamodb',
    );
    const policies = await sandbox.aws(
      'application-autoscaling',
      'describe-scaling-policies',
      '--service-namespace',
      'dynamodb',
    );
    const orders = await sandbox.aws(
      'dynamodb',
      'query',
      '--table-name',
      'Orders',
      '--index-name',
      'CustomerIndex',
      '--key-condition-expression',
      'customer_id = :c AND order_status = :s',
      '--expression-attribute-values',
      '{":c":{"S":"cust123"},":s":{"S":"processing"}}',
    );
    const cleaned = await sandbox.lab('cleanup', '--yes', '--json');

    expect(code).toBe(0);
    expect(table).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
        GlobalSecondaryIndexes: [{ IndexName: 'CustomerIndex', IndexStatus: 'ACTIVE' }],
      },
    });
    expect(targets.ScalableTargets).toHaveLength(4);
    expect(policies.ScalingPolicies).toHaveLength(4);
    expect(JSON.stringify(orders.Items)).toContain('Laptop');
    expect(cleaned.code).toBe(0);
    expect(
      await sandbox.aws(
        'application-autoscaling',
        'describe-scalable-targets',
        '--service-namespace',
        'dynamodb',
      ),
    ).toEqual({ ScalableTargets: [] });
  });
});
