import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exchange, requestText } from '../../../support/raw-http.js';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { sign } from '../../../support/signing.js';

let sandbox: TestSandbox;
let url: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const made = await sandbox.client(SQSClient).send(new CreateQueueCommand({ QueueName: 'orders' }));
  url = made.QueueUrl ?? '';
});
afterAll(() => sandbox.close());

/** What an older client sends: a form, to the queue's own address. */
async function call(path: string, form: Record<string, string>): Promise<{ status: number; body: string }> {
  const { connection } = sandbox;
  const body = new URLSearchParams({ ...form, Version: '2012-11-05' }).toString();
  const headers = {
    host: `127.0.0.1:${connection.port}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const request = await sign(
    { method: 'POST', path, query: {}, headers, body },
    { ...connection, service: 'sqs' },
  );
  const signed = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  const length = { 'content-length': String(body.length) };
  const text = requestText('POST', path, { ...headers, ...Object.fromEntries(signed), ...length }, body);
  return exchange(connection.port, text);
}

describe('an older client', () => {
  it('sends and receives at the address of the queue, whether or not it names it', async () => {
    const sent = await call('/111122223333/orders', {
      Action: 'SendMessage',
      QueueUrl: url,
      MessageBody: 'a & <b>',
      'MessageAttribute.1.Name': 'n',
      'MessageAttribute.1.Value.DataType': 'Number',
      'MessageAttribute.1.Value.StringValue': '1',
    });
    const received = await call('/111122223333/orders', {
      Action: 'ReceiveMessage',
      'AttributeName.1': 'All',
      'MessageAttributeName.1': 'All',
    });

    expect(sent.body).toMatch(
      /^<SendMessageResponse xmlns="http:\/\/queue\.amazonaws\.com\/doc\/2012-11-05\/"><SendMessageResult>/,
    );
    expect(sent.body).toMatch(/<MD5OfMessageAttributes>[0-9a-f]{32}<\/MD5OfMessageAttributes>/);
    expect(received.body).toContain('<Body>a &amp; &lt;b&gt;</Body>');
    expect(received.body).toContain(
      '<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>',
    );
    expect(received.body).toContain(
      '<MessageAttribute><Name>n</Name><Value><DataType>Number</DataType><StringValue>1</StringValue></Value></MessageAttribute>',
    );
  });

  it('makes queues with attributes and tags, and lists them', async () => {
    await call('/', {
      Action: 'CreateQueue',
      QueueName: 'older',
      'Attribute.1.Name': 'DelaySeconds',
      'Attribute.1.Value': '3',
      'Tag.1.Key': 'a',
      'Tag.1.Value': 'b',
    });

    const told = await call('/111122223333/older', {
      Action: 'GetQueueAttributes',
      'AttributeName.1': 'DelaySeconds',
    });
    const tags = await call('/111122223333/older', { Action: 'ListQueueTags' });
    const listed = await call('/', { Action: 'ListQueues', QueueNamePrefix: 'old' });

    expect(told.body).toContain('<Attribute><Name>DelaySeconds</Name><Value>3</Value></Attribute>');
    expect(tags.body).toContain('<Tag><Key>a</Key><Value>b</Value></Tag>');
    expect(listed.body).toMatch(/<QueueUrl>http:\/\/127\.0\.0\.1:\d+\/111122223333\/older<\/QueueUrl>/);
  });

  it.each([
    [
      '/111122223333/nowhere',
      { Action: 'ReceiveMessage' },
      '<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist.</Message>',
    ],
    [
      '/111122223333/orders',
      { Action: 'ReceiveMessage', MaxNumberOfMessages: '11' },
      '<Code>InvalidParameterValue</Code><Message>Value 11 for parameter MaxNumberOfMessages is invalid.',
    ],
    [
      '/111122223333/orders',
      { Action: 'ReceiveMessage', MaxNumberOfMessages: '1.5' },
      '<Code>InvalidParameterValue</Code>',
    ],
    ['/', { Action: 'SendMessage', MessageBody: 'x' }, '<Code>MissingParameter</Code>'],
  ])('is told in XML what is wrong: %s %j', async (path, form, text) => {
    const { status, body } = await call(path, form);

    expect([status, body]).toEqual([400, expect.stringContaining(text)]);
  });
});
