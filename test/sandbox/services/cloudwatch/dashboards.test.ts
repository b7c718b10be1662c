import {
  CloudWatchClient,
  DashboardInvalidInputError,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const METRICS = [['AWS/Lambda', 'Errors', 'FunctionName', 'orders', { stat: 'Sum' }]];
const BODY = JSON.stringify({
  widgets: [
    {
      type: 'metric',
      x: 0,
      y: 0,
      width: 12,
      height: 6,
      properties: { metrics: METRICS, region: 'us-east-1' },
    },
    { type: 'text', properties: { markdown: '# Orders' } },
  ],
});
const ARN = 'arn:aws:cloudwatch::111122223333:dashboard/OrdersLab';

let sandbox: TestSandbox;
let client: CloudWatchClient;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(CloudWatchClient);
});
afterAll(() => sandbox.close());

const put = (body: string, more: object = {}): Promise<unknown> =>
  client.send(new PutDashboardCommand({ DashboardName: 'OrdersLab', DashboardBody: body, ...more }));

describe('a dashboard', () => {
  it('is put, told, listed in every region, put again and deleted', async () => {
    // Prepare
    const tag = { Key: 'orders-lab', Value: 'default' };
    const elsewhere = sandbox.client(CloudWatchClient, { region: 'eu-west-1' });

    // Act
    const answer = await put('{"widgets":[]}', { Tags: [tag] });
    await put(BODY, { Tags: [{ Key: 'ignored', Value: 'x' }] });
    const got = await elsewhere.send(new GetDashboardCommand({ DashboardName: 'OrdersLab' }));
    const { DashboardEntries } = await elsewhere.send(
      new ListDashboardsCommand({ DashboardNamePrefix: 'Ord' }),
    );
    await client.send(new TagResourceCommand({ ResourceARN: ARN, Tags: [{ Key: 'more', Value: 'yes' }] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: ARN }));
    const found = await sandbox
      .client(ResourceGroupsTaggingAPIClient)
      .send(new GetResourcesCommand({ TagFilters: [{ Key: 'orders-lab' }] }));
    await client.send(new DeleteDashboardsCommand({ DashboardNames: ['OrdersLab'] }));

    // Assess
    expect(answer).toMatchObject({ DashboardValidationMessages: [] });
    expect(got).toMatchObject({ DashboardArn: ARN, DashboardName: 'OrdersLab', DashboardBody: BODY });
    expect(DashboardEntries).toEqual([
      {
        DashboardName: 'OrdersLab',
        DashboardArn: ARN,
        LastModified: expect.any(Date),
        Size: BODY.length,
      },
    ]);
    expect(Tags).toEqual([tag, { Key: 'more', Value: 'yes' }]);
    expect(found.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual([ARN]);
    expect((await client.send(new ListDashboardsCommand({}))).DashboardEntries).toEqual([]);
  });

  it('outlives a restart', async () => {
    await put(BODY);

    await sandbox.restart();
    const patient = sandbox.client(CloudWatchClient, { maxAttempts: 3 });
    const { DashboardBody } = await patient.send(new GetDashboardCommand({ DashboardName: 'OrdersLab' }));

    expect(DashboardBody).toBe(BODY);
  });

  it('that is not there is not found; those that are there are deleted all the same', async () => {
    await put(BODY);

    await expect(client.send(new GetDashboardCommand({ DashboardName: 'Nothing' }))).rejects.toHaveProperty(
      'name',
      'ResourceNotFound',
    );
    await expect(
      client.send(new DeleteDashboardsCommand({ DashboardNames: ['Nothing', 'OrdersLab'] })),
    ).rejects.toThrow('The specified dashboard does not exist. [Nothing]');
    await expect(client.send(new GetDashboardCommand({ DashboardName: 'OrdersLab' }))).rejects.toThrow(
      'Dashboard OrdersLab does not exist',
    );
  });
});

describe('a body that is none', () => {
  const widget = (more: object): object => ({
    widgets: [{ type: 'text', properties: { markdown: '' }, ...more }],
  });
  const metric = (properties: object): object => ({ widgets: [{ type: 'metric', properties }] });

  it.each([
    [{}, [['', "Should have required property 'widgets'"]]],
    [{ widgets: {} }, [['/widgets', 'Should be array']]],
    [widget({ type: 'pie' }), [['/widgets/0/type', 'Should be equal to one of the allowed values']]],
    [widget({ width: 25 }), [['/widgets/0/width', 'Should be <= 24']]],
    [widget({ x: 3 }), [['/widgets/0', "Should have required property 'y'"]]],
    [widget({ height: 1.5 }), [['/widgets/0/height', 'Should be integer']]],
    [widget({ properties: {} }), [['/widgets/0/properties', "Should have required property 'markdown'"]]],
    [{ widgets: [], end: 'PT1H' }, [['', "Should have required property 'start'"]]],
    [
      metric({ view: 'timeSeries' }),
      [
        ['/widgets/0/properties', "Should have required property 'metrics'"],
        [
          '/widgets/0/properties',
          'The metric widget should have specified a region and a data source or an alarm annotation',
        ],
        ['/widgets/0/properties', "Should have required property 'annotations'"],
      ],
    ],
    [
      metric({ region: 'us-east-1', metrics: [{}, ['AWS/Lambda', 3]] }),
      [
        ['/widgets/0/properties/metrics/0', 'Should be array'],
        [
          '/widgets/0/properties/metrics/0',
          'Field "metrics" has to be an array of array of strings, with an optional metricRenderer object as last element',
        ],
        ['/widgets/0/properties/metrics/1/1', 'Invalid metric field type, only "String" type is allowed'],
      ],
    ],
  ])('%j: is told where and why', async (body, problems) => {
    const error = await put(JSON.stringify(body)).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(DashboardInvalidInputError);
    expect(error).toMatchObject({
      message: expect.stringContaining(
        `The dashboard body is invalid, there are ${problems.length} validation errors:`,
      ),
      dashboardValidationMessages: problems.map(([DataPath, Message]) => ({ DataPath, Message })),
    });
  });

  it('is no JSON object, or has a name that cannot be', async () => {
    await expect(put('[1')).rejects.toThrow('The field DashboardBody must be a valid JSON object');
    await expect(put('[]')).rejects.toThrow('The field DashboardBody must be a valid JSON object');
    await expect(put(BODY, { DashboardName: 'orders lab' })).rejects.toThrow(
      'The value orders lab for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).',
    );
  });
});
