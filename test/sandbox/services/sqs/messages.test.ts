import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

const ARN = 'arn:aws:sqs:us-east-1:111122223333:';

let sandbox: TestSandbox;
let client: SQSClient;
let queues = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(SQSClient);
});
afterAll(() => sandbox.close());

async function makeQueue(Attributes: Record<string, string> = {}): Promise<string> {
  queues += 1;
  const { QueueUrl = '' } = await client.send(
    new CreateQueueCommand({ QueueName: `q-${queues}`, Attributes }),
  );
  return QueueUrl;
}

const send = (QueueUrl: string, MessageBody: string, rest: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest }));
const receive = async (
  QueueUrl: string,
  rest: Partial<ReceiveMessageCommandInput> = {},
): Promise<Message[]> =>
  (await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...rest }))).Messages ??
  [];
const bodies = async (QueueUrl: string, rest: Partial<ReceiveMessageCommandInput> = {}) =>
  (await receive(QueueUrl, rest)).map(({ Body }) => Body);
const counts = async (QueueUrl: string) => {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return [
    Attributes?.ApproximateNumberOfMessages,
    Attributes?.ApproximateNumberOfMessagesNotVisible,
    Attributes?.ApproximateNumberOfMessagesDelayed,
  ].map(Number);
};
const change = (QueueUrl: string, ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

describe('a message', () => {
  it('comes out as it went in, with digests that the SDK checks', async () => {
    const url = await makeQueue();
    const MessageAttributes = {
      'order.id': { DataType: 'String', StringValue: 'ä' },
      count: { DataType: 'Number.int', StringValue: '3' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 7]) },
    };

    const sent = await send(url, 'Bestellung ü 😀', {
      MessageAttributes,
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
    });
    const [message] = await receive(url, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });

    expect(sent).toMatchObject({
      MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      MD5OfMessageSystemAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(message).toEqual({
      MessageId: sent.MessageId,
      ReceiptHandle: expect.any(String),
      Body: 'Bestellung ü 😀',
      MD5OfBody: sent.MD5OfMessageBody,
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: {
        SenderId: expect.stringMatching(/^AIDA/),
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        AWSTraceHeader: 'Root=1',
      },
    });
  });

  // The digests are those that AWS gave for these messages.
  it.each<[string[], string | undefined]>([
    [['All'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['.*'], '4c360f3fdafd970e05fae2f149d997f5'],
    [['General', 'Hello', 'none'], 'fca026605781cb4126a1e9044df24232'],
    [['Hel.*'], '83fee93c1bcd8b9a5a923ffacdc636c7'],
    [['none'], undefined],
    [[], undefined],
  ])('is received with the attributes %j', async (MessageAttributeNames, digest) => {
    const url = await makeQueue();
    await send(url, 'msg', {
      MessageAttributes: {
        Hello: { DataType: 'String', StringValue: 'There' },
        General: { DataType: 'String', StringValue: 'Kenobi' },
        'Help.Me': { DataType: 'String', StringValue: 'Me' },
      },
    });

    const [message] = await receive(url, { MessageAttributeNames });

    expect(message?.MD5OfBody).toBe('6e2baaf3b97dbeef01c0043275f9a0e7');
    expect(message?.MD5OfMessageAttributes).toBe(digest);
  });

  it.each<[string, Partial<SendMessageCommandInput>, string]>([
    ['', {}, 'The request must contain the parameter MessageBody.'],
    ['\u0001', {}, 'Invalid characters found. Valid unicode characters are #x9'],
    [
      'x',
      { DelaySeconds: 901 },
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be',
    ],
    [
      'x'.repeat(1025),
      {},
      'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
    ],
    [
      'x',
      { MessageAttributes: { a: { DataType: 'Text', StringValue: '1' } } },
      'invalid message attribute type',
    ],
    [
      'x',
      { MessageAttributes: { a: { DataType: 'String' } } },
      'must contain non-empty message attribute value',
    ],
    ['x', { MessageAttributes: { a: { DataType: 'Number', StringValue: 'x' } } }, "Can't cast the value of"],
    [
      'x',
      { MessageAttributes: { 'aws.a': { DataType: 'String', StringValue: 'x' } } },
      "name 'aws.a' is invalid",
    ],
    ['x', { MessageDeduplicationId: 'x' }, 'not valid for this queue type'],
  ])('is refused where AWS refuses it (%#)', async (body, rest, message) => {
    const url = await makeQueue({ MaximumMessageSize: '1024' });

    await expect(send(url, body, rest)).rejects.toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe('visibility', () => {
  it('is lost for a while when a message is received, and over when it is deleted', async () => {
    const url = await makeQueue({ VisibilityTimeout: '10' });
    await send(url, 'a');

    const [first] = await receive(url);
    const hidden = [await bodies(url), await counts(url)];
    await sandbox.advance(10_000);
    const [second] = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    const stale = await counts(url);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));

    expect(hidden).toEqual([[], [0, 1, 0]]);
    expect(second?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    expect(stale).toEqual([0, 1, 0]);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  it('is changed for a message in hand', async () => {
    const url = await makeQueue();
    await send(url, 'a');
    const [first] = await receive(url);

    await change(url, first?.ReceiptHandle, 0);
    const [second] = await receive(url, { VisibilityTimeout: 5 });
    await change(url, second?.ReceiptHandle, 100);
    await sandbox.advance(99_000);

    expect(await bodies(url)).toEqual([]);
    await sandbox.advance(1000);
    await expect(change(url, second?.ReceiptHandle, 10)).rejects.toMatchObject({
      message: expect.stringMatching(
        /Message does not exist or is not available for visibility timeout change\.$/,
      ),
    });
    expect(await bodies(url)).toEqual(['a']);
  });

  it('may be no time at all', async () => {
    const url = await makeQueue();
    for (const body of ['a', 'b', 'c']) await send(url, body);

    expect((await bodies(url, { VisibilityTimeout: 0 })).sort()).toEqual(['a', 'b', 'c']);
    expect(await bodies(url, { VisibilityTimeout: 0, MaxNumberOfMessages: 2 })).toHaveLength(2);
  });

  it('needs a receipt of this queue', async () => {
    const [url, other] = [await makeQueue(), await makeQueue()];
    await send(other, 'a');
    const [message] = await receive(other);
    const remove = (ReceiptHandle: string) =>
      client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));

    for (const handle of ['garbage', message?.ReceiptHandle ?? '']) {
      await expect(remove(handle)).rejects.toMatchObject({
        name: 'ReceiptHandleIsInvalid',
        message: `The input receipt handle "${handle}" is not a valid receipt handle.`,
      });
    }
    await expect(change(other, message?.ReceiptHandle, 43201)).rejects.toMatchObject({
      Code: 'InvalidParameterValue',
    });
  });
});

describe('time', () => {
  it('delays messages, by queue and by message', async () => {
    const url = await makeQueue({ DelaySeconds: '60' });
    await send(url, 'late');
    await send(url, 'now', { DelaySeconds: 0 });

    expect(await counts(url)).toEqual([1, 0, 1]);
    expect(await bodies(url)).toEqual(['now']);
    await sandbox.advance(60_000);
    expect(await bodies(url)).toContain('late');
  });

  it('takes messages away at the end of their retention', async () => {
    const url = await makeQueue({ MessageRetentionPeriod: '60', VisibilityTimeout: '1' });
    await send(url, 'old');
    await receive(url);
    await sandbox.advance(59_000);
    await send(url, 'young');

    await sandbox.advance(2000);

    expect(await counts(url)).toEqual([1, 0, 0]);
    expect(await bodies(url)).toEqual(['young']);
  });
});

describe('a dead-letter queue', () => {
  it('gets what was received too often', async () => {
    const dead = await makeQueue();
    const deadName = dead.split('/').at(-1);
    const url = await makeQueue({
      VisibilityTimeout: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: ARN + deadName, maxReceiveCount: 2 }),
    });
    const { MessageId } = await send(url, 'poison');

    const received = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      received.push(await bodies(url));
      await sandbox.advance(1000);
    }
    const [letter] = await receive(dead, { MessageSystemAttributeNames: ['All'] });

    expect(received).toEqual([['poison'], ['poison'], [], []]);
    expect(letter).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: {
        DeadLetterQueueSourceArn: `${ARN}${url.split('/').at(-1)}`,
        ApproximateReceiveCount: '3',
      },
    });
    expect(await counts(url)).toEqual([0, 0, 0]);
  });
});

it('keeps its messages where it is its own dead-letter queue', async () => {
  const url = await makeQueue({ VisibilityTimeout: '0' });
  const deadLetterTargetArn = ARN + url.split('/').at(-1);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
  await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: { RedrivePolicy } }));
  await send(url, 'mine');

  expect([await bodies(url), await bodies(url), await bodies(url)]).toEqual([['mine'], ['mine'], ['mine']]);
});

describe('long polling', () => {
  it('receives what is sent meanwhile, and lets others be served', async () => {
    const url = await makeQueue();

    const waiting = bodies(url, { WaitTimeSeconds: 20 });
    expect(await counts(url)).toEqual([0, 0, 0]);
    await send(url, 'here');

    expect(await waiting).toEqual(['here']);
  });

  it('receives what virtual time brings about, at its own moment', async () => {
    const url = await makeQueue({ ReceiveMessageWaitTimeSeconds: '20' });
    await send(url, 'delayed', { DelaySeconds: 10 });
    const sentAt = sandbox.server.clock.now();

    const waiting = receive(url, { MessageSystemAttributeNames: ['All'] });
    await expect.poll(() => waitingTimers()).toBe(1);
    await sandbox.advance(3_600_000);

    const [message] = await waiting;
    const received = Number(message?.Attributes?.ApproximateFirstReceiveTimestamp);
    expect(message?.Body).toBe('delayed');
    expect(received - sentAt).toBeLessThan(11_000);
    expect(waitingTimers()).toBe(0);
  });

  it('ends with nothing when its time is over', async () => {
    const url = await makeQueue();
    const waiting = bodies(url, { WaitTimeSeconds: 20 });
    await expect.poll(() => waitingTimers()).toBe(1);

    await sandbox.advance(20_000);

    expect(await waiting).toEqual([]);
  });

  it('serves who has waited longest', async () => {
    const url = await makeQueue();
    const first = bodies(url, { WaitTimeSeconds: 20 });
    await expect.poll(() => waitingTimers()).toBe(1);
    const second = bodies(url, { WaitTimeSeconds: 20 });
    await expect.poll(() => waitingTimers()).toBe(2);

    await send(url, 'a');
    await send(url, 'b');

    expect([await first, await second]).toEqual([['a'], ['b']]);
  });

  it('ends when the queue does', async () => {
    const url = await makeQueue();
    const waiting = bodies(url, { WaitTimeSeconds: 20 });
    const ended = expect(waiting).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect.poll(() => waitingTimers()).toBe(1);

    await client.send(new DeleteQueueCommand({ QueueUrl: url }));

    await ended;
  });

  it.each<[Partial<ReceiveMessageCommandInput>, string]>([
    [
      { WaitTimeSeconds: 21 },
      'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
    [
      { MaxNumberOfMessages: 11 },
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      { VisibilityTimeout: -1 },
      'Value -1 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.',
    ],
  ])('is refused with %j', async (input, message) => {
    const url = await makeQueue();

    await expect(receive(url, input)).rejects.toMatchObject({ message, Code: 'InvalidParameterValue' });
  });
});

/** Receives that wait. */
function waitingTimers(): number {
  return [...sandbox.server.store.collection('clock.timers').list('sqs.waiting/')].length;
}

describe('a batch', () => {
  const sendBatch = (QueueUrl: string, Entries: SendMessageBatchRequestEntry[]) =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

  it('is sent, made visible and deleted entry by entry', async () => {
    const url = await makeQueue();
    const attribute = { MessageAttributes: { a: { DataType: 'String', StringValue: '1' } } };

    const sent = await sendBatch(url, [
      { Id: 'one', MessageBody: 'a', ...attribute },
      { Id: 'two', MessageBody: '' },
      { Id: 'three', MessageBody: 'c' },
    ]);
    const messages = await receive(url);
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle }));
    const shown = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: url,
        Entries: entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
      }),
    );
    const back = await receive(url);
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          ...back.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle })),
          { Id: 'bad', ReceiptHandle: 'x' },
        ],
      }),
    );

    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['one', 'three']);
    expect(sent.Failed).toEqual([
      {
        Id: 'two',
        SenderFault: true,
        Code: 'MissingParameter',
        Message: 'The request must contain the parameter MessageBody.',
      },
    ]);
    expect(shown.Successful).toHaveLength(2);
    expect(deleted.Successful).toHaveLength(2);
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await counts(url)).toEqual([0, 0, 0]);
  });

  it.each<[string, SendMessageBatchRequestEntry[], string]>([
    ['EmptyBatchRequest', [], 'There should be at least one SendMessageBatchRequestEntry in the request.'],
    [
      'TooManyEntriesInBatchRequest',
      Array.from({ length: 11 }, (_, index) => ({ Id: `${index}`, MessageBody: 'x' })),
      'Maximum number of entries per request are 10. You have sent 11.',
    ],
    ['InvalidBatchEntryId', [{ Id: 'a:b', MessageBody: 'x' }], 'A batch entry id can only contain'],
    [
      'BatchEntryIdsNotDistinct',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
      'Id a repeated.',
    ],
    [
      'BatchRequestTooLong',
      [
        { Id: 'a', MessageBody: 'x'.repeat(1024 * 1024) },
        { Id: 'b', MessageBody: 'y' },
      ],
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    ],
  ])('is refused: %s', async (name, entries, message) => {
    const url = await makeQueue();

    await expect(sendBatch(url, entries)).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
      Code: `AWS.SimpleQueueService.${name}`,
    });
  });
});

describe('a stop', () => {
  it('is not held up by who waits, and loses nothing', async () => {
    const url = await makeQueue({ VisibilityTimeout: '60' });
    const empty = await makeQueue();
    await send(url, 'in hand');
    await send(url, 'waiting');
    const [message] = await receive(url, { MaxNumberOfMessages: 1 });
    const polling = bodies(empty, { WaitTimeSeconds: 20 });
    await expect.poll(() => waitingTimers()).toBe(1);

    await sandbox.restart();
    client = sandbox.client(SQSClient, { maxAttempts: 3 });

    expect(await polling).toEqual([]);
    expect(await counts(url)).toEqual([1, 1, 0]);
    await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    expect(await bodies(url)).toEqual(['waiting']);
    expect(await counts(url)).toEqual([0, 1, 0]);
  });
});
