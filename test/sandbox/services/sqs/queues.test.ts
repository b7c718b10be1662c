import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import {
  CreateQueueCommand,
  type CreateQueueCommandInput,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const ARN = 'arn:aws:sqs:us-east-1:111122223333:';

let sandbox: TestSandbox;
let client: SQSClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(SQSClient);
});
afterAll(() => sandbox.close());

const create = async (QueueName: string, rest: Partial<CreateQueueCommandInput> = {}): Promise<string> =>
  (await client.send(new CreateQueueCommand({ QueueName, ...rest }))).QueueUrl ?? '';
const attributesOf = async (QueueUrl: string) =>
  (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes;

describe('a queue', () => {
  it('has an address at the sandbox and the attributes of AWS', async () => {
    const QueueUrl = await create('described');

    expect(QueueUrl).toBe(`${sandbox.server.endpoint}/111122223333/described`);
    expect(await client.send(new GetQueueUrlCommand({ QueueName: 'described' }))).toMatchObject({ QueueUrl });
    expect(await attributesOf(QueueUrl)).toEqual({
      QueueArn: `${ARN}described`,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
      LastModifiedTimestamp: expect.stringMatching(/^\d{10}$/),
      VisibilityTimeout: '30',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
    });
  });

  it('is the same one when it is made again with the same attributes', async () => {
    const url = await create('twice', { Attributes: { DelaySeconds: '5' } });

    expect(await create('twice', { Attributes: { DelaySeconds: '5' } })).toBe(url);
    expect(await create('twice', { Attributes: { VisibilityTimeout: '30' } })).toBe(url);
    await expect(create('twice', { Attributes: { DelaySeconds: '6' } })).rejects.toMatchObject({
      name: 'QueueNameExists',
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
      Code: 'QueueAlreadyExists',
    });
  });

  it('is changed and asked for single attributes', async () => {
    const QueueUrl = await create('changed');
    const Attributes = { VisibilityTimeout: '69', MaximumMessageSize: '2048' };

    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));

    const asked = new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
    });
    expect((await client.send(asked)).Attributes).toEqual({ VisibilityTimeout: '69' });
    expect(await attributesOf(QueueUrl)).toMatchObject(Attributes);
  });

  it('is found by its account and name, whatever port its address names', async () => {
    const url = await create('moved');
    const other = new URL(url);
    other.port = '1';

    expect(await attributesOf(other.href)).toMatchObject({ QueueArn: `${ARN}moved` });
  });

  it('is gone when it is deleted, and may come back at once', async () => {
    const QueueUrl = await create('gone');
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));

    await client.send(new DeleteQueueCommand({ QueueUrl }));

    await expect(attributesOf(QueueUrl)).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
      $metadata: { httpStatusCode: 400 },
    });
    await create('gone');
    expect(await attributesOf(QueueUrl)).toMatchObject({ ApproximateNumberOfMessages: '0' });
    await sandbox.advance(1000);
    expect([...sandbox.server.store.bytes('sqs.messages', 'text').getKeys()]).toEqual([]);
  });

  it('has its name reserved for a minute after its end, where that hazard is on', async () => {
    sandbox.server.hazards.set(['queue-name-reserved']);
    try {
      const QueueUrl = await create('reserved');
      await client.send(new DeleteQueueCommand({ QueueUrl }));

      const early = create('reserved');

      await expect(early).rejects.toMatchObject({
        name: 'QueueDeletedRecently',
        message:
          'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
        Code: 'AWS.SimpleQueueService.QueueDeletedRecently',
      });
      await sandbox.advance(60_000);
      expect(await create('reserved')).toBe(QueueUrl);
    } finally {
      sandbox.server.hazards.set([]);
    }
  });

  it('is purged of all that is in it, once a minute', async () => {
    const QueueUrl = await create('purged');
    const receive = new ReceiveMessageCommand({ QueueUrl });
    for (const MessageBody of ['a', 'b'])
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await client.send(receive);

    await client.send(new PurgeQueueCommand({ QueueUrl }));

    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'c' }));
    expect((await client.send(receive)).Messages?.map(({ Body }) => Body)).toEqual(['c']);
    const again = () => client.send(new PurgeQueueCommand({ QueueUrl }));
    await expect(again()).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      message: 'Only one PurgeQueue operation on purged is allowed every 60 seconds.',
    });
    await sandbox.advance(60_000);
    await again();
  });
});

describe('what a queue cannot be', () => {
  it.each<[string, Partial<CreateQueueCommandInput>, string]>([
    ['a b', {}, 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'],
    ['a'.repeat(81), {}, 'Can only include alphanumeric'],
    ['', {}, 'The request must contain the parameter QueueName.'],
    ['x.fifo', { Attributes: { FifoQueue: 'true' } }, 'This sandbox does not serve FIFO queues.'],
    [
      'x',
      { Attributes: { VisibilityTimeout: '43201' } },
      'Invalid value for the parameter VisibilityTimeout.',
    ],
    ['x', { Attributes: { DelaySeconds: 'soon' } }, 'Invalid value for the parameter DelaySeconds.'],
    ['x', { Attributes: { SqsManagedSseEnabled: 'maybe' } }, 'Invalid value for the parameter SqsManagedSse'],
    ['x', { Attributes: { RedrivePolicy: 'x' } }, 'Redrive policy is not a valid JSON map.'],
    [
      'x',
      { Attributes: { RedrivePolicy: '{"maxReceiveCount":1}' } },
      'Redrive policy does not contain mandatory attribute: deadLetterTargetArn.',
    ],
    [
      'x',
      { Attributes: { RedrivePolicy: '{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}' } },
      'Value {"deadLetterTargetArn": "dummy", "maxReceiveCount": 42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.',
    ],
    [
      'x',
      { Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${ARN}none","maxReceiveCount":3}` } },
      'Dead letter target does not exist.',
    ],
    [
      'x',
      { Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${ARN}none","maxReceiveCount":0}` } },
      'Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.',
    ],
    ['x', { tags: { 'aws:x': '' } }, 'aws:'],
  ])('is refused (%#)', async (name, rest, message) => {
    await expect(create(name, rest)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each<[string, string]>([
    ['http://127.0.0.1/nowhere', 'InvalidAddress'],
    ['', 'MissingParameter'],
    ['http://127.0.0.1/111122223333/nowhere', 'QueueDoesNotExist'],
  ])('is found at %j', async (QueueUrl, name) => {
    await expect(attributesOf(QueueUrl)).rejects.toMatchObject({ name });
  });

  it('is asked for attributes that there are not', async () => {
    const asked = { QueueUrl: await create('asked'), AttributeNames: ['Colour' as 'All'] };

    await expect(client.send(new GetQueueAttributesCommand(asked))).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: 'Unknown Attribute Colour.',
    });
  });
});

describe('queues', () => {
  it('are listed by prefix, in pages', async () => {
    const urls = [await create('list-a'), await create('list-b'), await create('list-c')];
    const list = (input: object) =>
      client.send(new ListQueuesCommand({ QueueNamePrefix: 'list-', ...input }));

    const first = await list({ MaxResults: 2 });
    const second = await list({ MaxResults: 2, NextToken: first.NextToken });

    expect((await list({})).QueueUrls).toEqual(urls);
    expect([...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])]).toEqual(urls);
    expect(second.NextToken).toBeUndefined();
    expect((await list({ QueueNamePrefix: 'none' })).QueueUrls).toBeUndefined();
    await expect(list({ MaxResults: 2, NextToken: 'x' })).rejects.toMatchObject({
      Code: 'InvalidParameterValue',
    });
  });

  it('are listed by where their dead letters go', async () => {
    const dead = await create('dead');
    const source = await create('source', {
      Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${ARN}dead","maxReceiveCount":"3"}` },
    });

    const { queueUrls } = await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead }));

    expect(queueUrls).toEqual([source]);
  });
});

describe('tags', () => {
  it('are put, removed and found by the tag search', async () => {
    const QueueUrl = await create('tagged', { tags: { course: 'lab' } });
    const search = sandbox.client(ResourceGroupsTaggingAPIClient);

    await client.send(new TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '2' } }));
    await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }));

    expect((await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({
      course: 'lab',
      b: '2',
    });
    const found = await search.send(
      new GetResourcesCommand({
        TagFilters: [{ Key: 'course', Values: ['lab'] }],
        ResourceTypeFilters: ['sqs'],
      }),
    );
    expect(found.ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual([`${ARN}tagged`]);
  });
});
