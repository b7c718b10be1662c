/** A table with a stream, a function that is told of it, and all that stands between them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  CreateFunctionCommand,
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TestSandbox } from '../../../../support/sandbox.js';
import { makeTestFolder } from '../../../../support/store.js';
import { zipOf } from '../../../functions/running.js';

export const ROLE_NAME = 'reads-streams';
export const FUNCTION_NAME = 'stream-reader';
export const TABLE_NAME = 'Orders';
/** Real milliseconds that an item of mode "slow" takes. */
const SLOW = 200;
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** What the function's role may do. */
export const ALL_ACTIONS = [
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:DescribeStream',
  'dynamodb:ListStreams',
  'sqs:SendMessage',
];

/**
 * Writes down each event, and fails as the items say: `mode` "report" reports those items, "throw" fails as a
 * whole, "once" fails the first time that it is seen, "exit" takes the process with it, "slow" takes a moment. Its
 * memory is a file, since its process may be another one each time.
 */
function source(file: string): string {
  return `
    import { appendFileSync, existsSync, readFileSync } from 'node:fs';
    import { setTimeout as pause } from 'node:timers/promises';
    const file = ${JSON.stringify(file)};
    export const handler = async ({ Records }) => {
      const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
      appendFileSync(file, JSON.stringify(Records) + '\\n');
      const modeOf = (record) => record.dynamodb.NewImage?.mode?.S;
      if (Records.some((record) => modeOf(record) === 'slow')) await pause(${SLOW});
      if (Records.some((record) => modeOf(record) === 'exit')) process.exit(3);
      if (Records.some((record) => modeOf(record) === 'throw')) throw new Error('broken');
      const isNew = (record) => !before.includes('"' + record.dynamodb.SequenceNumber + '"');
      const failed = Records.filter(
        (record) => modeOf(record) === 'report' || (modeOf(record) === 'once' && isNew(record)),
      );
      return {
        batchItemFailures: failed.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
      };
    };
  `;
}

/** A record as the function has seen it. */
export interface SeenRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly eventSourceARN: string;
  readonly dynamodb: {
    readonly Keys: { readonly id: { readonly S: string } };
    readonly NewImage?: Readonly<Record<string, { readonly S: string }>>;
    readonly SequenceNumber: string;
  };
}

export interface StreamReader {
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly streamArn: string;
  readonly queueArn: string;
  /** A mapping of the table's stream to the function, from its first record on; resolves when it polls. */
  attach(settings?: Partial<CreateEventSourceMappingCommandInput>): Promise<string>;
  mapping(uuid: string): Promise<EventSourceMappingConfiguration>;
  /** What the role may do from now on. */
  allow(actions: readonly string[]): Promise<void>;
  put(id: string, mode?: string): Promise<void>;
  /** Makes the function again, as it was. */
  makeFunction(): Promise<void>;
  remove(id: string): Promise<void>;
  /** What the function was called with, in order. */
  calls(): readonly (readonly SeenRecord[])[];
  /** The ids of the records in them, as `a b | c` for two calls. */
  told(): string;
  /** The messages in the queue, parsed; each is received once. */
  parked(): Promise<readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[]>;
  close(): void;
}

export async function createStreamReader(sandbox: TestSandbox): Promise<StreamReader> {
  const folder = makeTestFolder();
  const file = join(folder.path, 'calls.ndjson');
  const dynamodb = sandbox.client(DynamoDBClient);
  const lambda = sandbox.client(LambdaClient);
  const iam = sandbox.client(IAMClient);
  const sqs = sandbox.client(SQSClient);
  const { account } = sandbox.connection;

  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE_NAME,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await sandbox.advance(1_000);
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
  const streamArn = Table?.LatestStreamArn ?? '';
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'parked' }));
  const queueArn = `arn:aws:sqs:us-east-1:${account}:parked`;
  await iam.send(
    new CreateRoleCommand({ RoleName: ROLE_NAME, AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
  );
  const allow = async (actions: readonly string[]): Promise<void> => {
    const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutRolePolicyCommand({ RoleName: ROLE_NAME, PolicyName: 'all', PolicyDocument }));
  };
  await allow(ALL_ACTIONS);
  const makeFunction = async (): Promise<void> => {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: FUNCTION_NAME,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::${account}:role/${ROLE_NAME}`,
        Code: { ZipFile: zipOf(source(file)) },
      }),
    );
    await sandbox.advance(10_000);
  };
  await makeFunction();

  const calls = (): readonly (readonly SeenRecord[])[] =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line): readonly SeenRecord[] => JSON.parse(line))
      : [];

  return {
    lambda,
    iam,
    streamArn,
    queueArn,
    async attach(settings = {}) {
      const { UUID = '' } = await lambda.send(
        new CreateEventSourceMappingCommand({
          FunctionName: FUNCTION_NAME,
          EventSourceArn: streamArn,
          StartingPosition: 'TRIM_HORIZON',
          BatchSize: 10,
          MaximumRetryAttempts: 2,
          BisectBatchOnFunctionError: true,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          DestinationConfig: { OnFailure: { Destination: queueArn } },
          ...settings,
        }),
      );
      await sandbox.advance(1_000);
      return UUID;
    },
    mapping: (UUID) => lambda.send(new GetEventSourceMappingCommand({ UUID })),
    allow,
    makeFunction,
    async put(id, mode) {
      const Item = { id: { S: id }, ...(mode === undefined ? {} : { mode: { S: mode } }) };
      await dynamodb.send(new PutItemCommand({ TableName: TABLE_NAME, Item }));
    },
    async remove(id) {
      await dynamodb.send(new DeleteItemCommand({ TableName: TABLE_NAME, Key: { id: { S: id } } }));
    },
    calls,
    told: () =>
      calls()
        .map((records) => records.map(({ dynamodb: { Keys } }) => Keys.id.S).join(' '))
        .join(' | '),
    async parked() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      );
      return Messages.map(({ Body = '' }) => JSON.parse(Body));
    },
    close: () => folder.remove(),
  };
}
