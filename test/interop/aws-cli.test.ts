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
