import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../../src/sandbox/clock.js';
import { openCredentials } from '../../../src/sandbox/credentials.js';
import { AwsError } from '../../../src/sandbox/errors.js';
import { createFaults } from '../../../src/sandbox/faults.js';
import { openHazards } from '../../../src/sandbox/hazards.js';
import type { WireRequest, WireResponse } from '../../../src/sandbox/http/message.js';
import { openLearnerPolicy } from '../../../src/sandbox/learner-policy.js';
import { openMetrics } from '../../../src/sandbox/metrics/open-metrics.js';
import { type Caller, createDispatcher, type Dispatcher } from '../../../src/sandbox/protocol/dispatcher.js';
import { type Host, JsonText, type Service } from '../../../src/sandbox/service.js';
import { SERVICES, type ServiceEntry } from '../../../src/sandbox/services/index.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const CALLER: Caller = {
  signingName: 'dynamodb',
  region: 'us-east-1',
  account: '111122223333',
  principal: {
    arn: 'arn:aws:iam::111122223333:user/learner',
    userId: 'AIDAEXAMPLE',
    accessKeyId: 'AKIAEXAMPLE',
  },
  requestId: 'REQUEST1',
};

let test: TestStore;
let log: string[];
let closeClock: () => void;
let closed: string[];

beforeEach(() => {
  test = openTestStore();
  log = [];
  closed = [];
});

afterEach(async () => {
  closeClock();
  await test.close();
});

function entryOf(
  signingName: string,
  create: (host: Host) => Service,
  overrides: Partial<ServiceEntry> = {},
): ServiceEntry {
  const entry = SERVICES.find((known) => known.signingName === signingName);
  if (entry === undefined) {
    throw new Error(`The registry has no ${signingName}.`);
  }
  return { ...entry, load: async () => create, ...overrides };
}

function dispatcherOf(...entries: ServiceEntry[]): Dispatcher {
  const clock = createClock(test.store);
  closeClock = () => clock.close();
  const hazards = openHazards(test.store);
  return createDispatcher(
    {
      store: test.store,
      clock,
      hazards,
      credentials: openCredentials(test.store),
      learnerPolicy: openLearnerPolicy(test.store),
      metrics: openMetrics({ store: test.store, clock, hazards }),
      endpoint: 'http://127.0.0.1:4600',
      folder: test.folder,
      log: (line) => log.push(line),
    },
    createFaults(),
    entries,
  );
}

/** DynamoDB with two operations of the table's choosing. */
const dynamoDb = (handlers: Service['handlers']): ServiceEntry =>
  entryOf('dynamodb', () => ({
    handlers,
    peer: { name: 'a peer' },
    close: () => void closed.push('dynamodb'),
  }));

function post(target: string | undefined, body: string, headers: Record<string, string> = {}): WireRequest {
  return {
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      ...(target === undefined ? {} : { 'x-amz-target': target }),
      ...headers,
    },
    body: Buffer.from(body),
  };
}

const form = (body: string): WireRequest =>
  post(undefined, body, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' });

const json = ({ body }: WireResponse): unknown => JSON.parse(String(body));

describe('AWS JSON', () => {
  it('hands the checked input and the caller over and answers with id and checksum', async () => {
    const dispatcher = dispatcherOf(
      dynamoDb({ DescribeTable: (input: unknown, { account, region }) => ({ input, account, region }) }),
    );

    const answer = await dispatcher.dispatch(
      post('DynamoDB_20120810.DescribeTable', '{"TableName":"Orders","Other":1}'),
      CALLER,
    );

    expect(answer.status).toBe(200);
    expect(json(answer)).toEqual({
      input: { TableName: 'Orders' },
      account: '111122223333',
      region: 'us-east-1',
    });
    expect(answer.headers).toEqual({
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-RequestId': 'REQUEST1',
      'x-amz-crc32': String(crc32(String(answer.body))),
    });
  });

  it('passes text through and answers in the type that it was asked in', async () => {
    const dispatcher = dispatcherOf(dynamoDb({ GetItem: () => new JsonText('{"Item": {}}') }));

    const answer = await dispatcher.dispatch(
      post('DynamoDB_20120810.GetItem', '{}', { 'content-type': 'application/json; charset=UTF-8' }),
      CALLER,
    );

    expect(answer.body).toBe('{"Item": {}}');
    expect(answer.headers['content-type']).toBe('application/json');
  });

  it.each([
    ['an operation that no model has', 'DynamoDB_20120810.Explode'],
    ['an operation that is not served', 'DynamoDB_20120810.CreateBackup'],
    ['a name that objects have', 'DynamoDB_20120810.constructor'],
    ['another version', 'DynamoDB_20111205.GetItem'],
    ['no service', 'Nothing_1.GetItem'],
    ['no target', undefined],
  ])('does not know %s', async (_what, target) => {
    const dispatcher = dispatcherOf(dynamoDb({ GetItem: () => ({}) }));

    const answer = await dispatcher.dispatch(post(target, '{}'), CALLER);

    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual({ __type: 'com.amazon.coral.service#UnknownOperationException' });
  });

  it.each(['text/plain', 'application/x-amz-json-1.1', ''])(
    'does not take the content type "%s"',
    async (type) => {
      const dispatcher = dispatcherOf(dynamoDb({ GetItem: () => ({}) }));

      const answer = await dispatcher.dispatch(
        post('DynamoDB_20120810.GetItem', '{}', { 'content-type': type }),
        CALLER,
      );

      expect(answer.status).toBe(404);
      expect(answer.body).toBe('<UnknownOperationException/>\n');
      expect(answer.headers['x-amz-crc32']).toBe('3552371480');
    },
  );

  it.each(['', '{', '{"a":1}}', 'undefined'])('cannot read the body %j', async (body) => {
    const dispatcher = dispatcherOf(dynamoDb({ GetItem: () => ({}) }));

    const answer = await dispatcher.dispatch(post('DynamoDB_20120810.GetItem', body), CALLER);

    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual({ __type: 'com.amazon.coral.service#SerializationException' });
  });

  it('cannot read what is nested without end', async () => {
    const dispatcher = dispatcherOf(dynamoDb({ PutItem: () => ({}) }));
    const body = `{"Item":{"a":${'{"L":['.repeat(50_000)}${']}'.repeat(50_000)}}}`;

    const answer = await dispatcher.dispatch(post('DynamoDB_20120810.PutItem', body), CALLER);

    expect(json(answer)).toEqual({ __type: 'com.amazon.coral.service#SerializationException' });
  });

  it.each([
    [
      new AwsError('ResourceNotFoundException', 'gone'),
      { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'gone' },
    ],
    [
      new AwsError('ConditionalCheckFailedException', 'no', { members: { Item: { a: { S: 'x' } } } }),
      {
        __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        message: 'no',
        Item: { a: { S: 'x' } },
      },
    ],
    [
      new AwsError('ValidationException', 'bad'),
      { __type: 'com.amazon.coral.validate#ValidationException', message: 'bad' },
    ],
    [
      new AwsError('AccessDeniedException', 'not you'),
      { __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'not you' },
    ],
  ])('writes %s in its namespace', async (error, body) => {
    const dispatcher = dispatcherOf(
      dynamoDb({
        GetItem: () => {
          throw error;
        },
      }),
    );

    const answer = await dispatcher.dispatch(post('DynamoDB_20120810.GetItem', '{}'), CALLER);

    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual(body);
  });

  it('shows nothing of a fault of ours, and logs it', async () => {
    const dispatcher = dispatcherOf(
      dynamoDb({ GetItem: () => Promise.reject(new TypeError('secret of the house')) }),
    );

    const answer = await dispatcher.dispatch(post('DynamoDB_20120810.GetItem', '{}'), CALLER);

    expect(answer.status).toBe(500);
    expect(json(answer)).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
      message: 'Internal server error',
    });
    expect(log.join()).toContain('secret of the house');
  });

  it('refuses a signature for another service', async () => {
    const dispatcher = dispatcherOf(dynamoDb({ GetItem: () => ({}) }));

    const answer = await dispatcher.dispatch(post('DynamoDB_20120810.GetItem', '{}'), {
      ...CALLER,
      signingName: 'sts',
    });

    expect(json(answer)).toEqual({
      __type: 'com.amazon.coral.service#InvalidSignatureException',
      message: "Credential should be scoped to correct service: 'dynamodb'. ",
    });
  });
});

describe('Query', () => {
  const sts = { ...CALLER, signingName: 'sts' };
  const entry = (): ServiceEntry =>
    SERVICES.filter(({ signingName }) => signingName === 'sts')[0] ?? dynamoDb({});

  it('answers in an envelope with the request id', async () => {
    const answer = await dispatcherOf(entry()).dispatch(
      form('Action=GetCallerIdentity&Version=2011-06-15'),
      sts,
    );

    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/xml');
    expect(answer.body).toBe(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        '<UserId>AIDAEXAMPLE</UserId><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/learner</Arn>' +
        '</GetCallerIdentityResult><ResponseMetadata><RequestId>REQUEST1</RequestId></ResponseMetadata>' +
        '</GetCallerIdentityResponse>',
    );
  });

  it('takes the form from the query string of a GET', async () => {
    const request = {
      ...post(undefined, ''),
      method: 'GET',
      rawQuery: 'Action=GetCallerIdentity&Version=2011-06-15',
    };

    expect((await dispatcherOf(entry()).dispatch(request, sts)).status).toBe(200);
  });

  it.each([
    [
      'Action=GetFederationToken&Version=2011-06-15',
      'Could not find operation GetFederationToken for version 2011-06-15',
    ],
    ['Action=Explode&Version=2011-06-15', 'Could not find operation Explode for version 2011-06-15'],
    [
      'Action=GetCallerIdentity&Version=2000-01-01',
      'Could not find operation GetCallerIdentity for version 2000-01-01',
    ],
    ['Action=%3Cb%3E', 'Could not find operation &lt;b&gt; for version NO_VERSION_SPECIFIED'],
  ])('does not know %s', async (body, message) => {
    const answer = await dispatcherOf(entry()).dispatch(form(body), sts);

    expect(answer.status).toBe(400);
    expect(answer.body).toBe(
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>' +
        `<Code>InvalidAction</Code><Message>${message}</Message></Error><RequestId>REQUEST1</RequestId></ErrorResponse>`,
    );
  });
});

describe('what is not served', () => {
  it.each([
    ['lambda', { method: 'GET', rawPath: '/2015-03-31/functions' }, 404, 'application/json', '{}'],
    ['s3', { method: 'GET', rawPath: '/' }, 501, 'application/xml', '<Code>NotImplemented</Code>'],
    [
      'ec2',
      {
        body: Buffer.from('Action=DescribeInstances&Version=2016-11-15'),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      400,
      'text/xml',
      '<Code>InvalidAction</Code><Message>Could not find operation DescribeInstances for version 2016-11-15</Message>',
    ],
  ])('is refused in the words of %s', async (signingName, request, status, contentType, body) => {
    const answer = await dispatcherOf(dynamoDb({})).dispatch(
      { ...post(undefined, ''), headers: {}, ...request },
      { ...CALLER, signingName },
    );

    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(contentType);
    expect(answer.body).toContain(body);
  });
});

describe('errorAnswer', () => {
  const error = new AwsError(
    'MissingAuthenticationTokenException',
    'Request is missing Authentication Token',
  );

  it('speaks JSON to a target', () => {
    const answer = dispatcherOf(dynamoDb({})).errorAnswer(
      post('DynamoDB_20120810.GetItem', '{}'),
      error,
      'R',
    );

    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual({
      __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
      message: 'Request is missing Authentication Token',
    });
  });

  it('speaks XML to a form, with the status of that protocol', () => {
    const answer = dispatcherOf(dynamoDb({})).errorAnswer(form('Action=GetCallerIdentity'), error, 'R');

    expect(answer.status).toBe(403);
    expect(answer.body).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it('follows the service that the signature claims', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host';
    const request = post(undefined, '', { authorization });

    const answer = dispatcherOf(dynamoDb({})).errorAnswer(request, error, 'R');

    expect(json(answer)).toHaveProperty('__type');
  });

  it('falls back to REST-JSON', () => {
    const answer = dispatcherOf(dynamoDb({})).errorAnswer(post(undefined, '', {}), error, 'R');

    expect(answer.headers['x-amzn-ErrorType']).toBe('MissingAuthenticationTokenException');
  });
});

describe('loading', () => {
  it('loads a service once, on first use, and closes it', async () => {
    let loads = 0;
    const entry = dynamoDb({ GetItem: () => ({}) });
    const dispatcher = dispatcherOf({
      ...entry,
      load: () => {
        loads += 1;
        return entry.load();
      },
    });
    expect(loads).toBe(0);

    await Promise.all(
      [1, 2, 3].map(() => dispatcher.dispatch(post('DynamoDB_20120810.GetItem', '{}'), CALLER)),
    );
    await dispatcher.close();

    expect(loads).toBe(1);
    expect(closed).toEqual(['dynamodb']);
  });

  it('loads the owner of a timer', async () => {
    let loads = 0;
    const entry = dynamoDb({});
    const dispatcher = dispatcherOf({
      ...entry,
      timers: ['dynamodb.table'],
      load: () => {
        loads += 1;
        return entry.load();
      },
    });

    await dispatcher.loadTimerOwner('nobody.knows');
    expect(loads).toBe(0);
    await dispatcher.loadTimerOwner('dynamodb.table');
    expect(loads).toBe(1);
  });

  it('tries again after a load that failed', async () => {
    const entry = dynamoDb({ GetItem: () => ({}) });
    let loads = 0;
    const dispatcher = dispatcherOf({
      ...entry,
      load: () => {
        loads += 1;
        return loads === 1 ? Promise.reject(new Error('disk')) : entry.load();
      },
    });

    const first = await dispatcher.dispatch(post('DynamoDB_20120810.GetItem', '{}'), CALLER);
    const second = await dispatcher.dispatch(post('DynamoDB_20120810.GetItem', '{}'), CALLER);

    expect([first.status, second.status]).toEqual([500, 200]);
  });

  it('gives a service its peers', async () => {
    const asking = entryOf('tagging', (host) => ({
      handlers: {
        GetTagKeys: async () => ({ TagKeys: [(await host.peer<{ name: string }>('dynamodb')).name] }),
        GetTagValues: async () => ({ TagValues: [await host.peer<string>('nobody')] }),
      },
    }));
    const dispatcher = dispatcherOf(dynamoDb({}), asking);
    const caller = { ...CALLER, signingName: 'tagging' };
    const ask = (operation: string, body: string): Promise<WireResponse> =>
      dispatcher.dispatch(
        post(`ResourceGroupsTaggingAPI_20170126.${operation}`, body, {
          'content-type': 'application/x-amz-json-1.1',
        }),
        caller,
      );

    expect(json(await ask('GetTagKeys', '{}'))).toEqual({ TagKeys: ['a peer'] });
    expect((await ask('GetTagValues', '{"Key":"a"}')).status).toBe(500);
  });
});
