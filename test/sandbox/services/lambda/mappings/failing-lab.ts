/** A table whose changes are told to a function that fails now and then, in a sandbox of this process or another. */
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateEventSourceMappingCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SdkConfig } from '../../../../support/sandbox.js';
import { makeTestFolder } from '../../../../support/store.js';
import { zipOf } from '../../../functions/running.js';
import { TRUST } from '../functions.js';
import { type FailingFunction, FUNCTION_TIMEOUT, failingSource } from './failing-function.js';
import { ALL_ACTIONS } from './stream-reader.js';

const TABLE = 'Load';
const QUEUE = 'parked';
const FUNCTION = 'failing';
/** Virtual; longer than anything here takes to become ready. */
const LONG_ENOUGH = 10_000; /* 10 s */
/** Of the changes of a key, every so many is a deletion. */
const DELETE_EACH = 5;

/** A sandbox. */
export interface FailingHost {
  /** How to reach it now: its request handler is another one after it was started again as another process. */
  sdk(): SdkConfig;
  advance(milliseconds: number): Promise<void>;
}

interface Clients {
  readonly requestHandler: unknown;
  readonly table: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly lambda: LambdaClient;
  readonly sqs: SQSClient;
}

export interface FailingLabOptions extends Omit<FailingFunction, 'journal'> {
  readonly batchSize: number;
}

export class FailingLab {
  readonly #host: FailingHost;
  readonly #folder = makeTestFolder();
  /** What the function writes down: see `readJournal`. */
  readonly journal = join(this.#folder.path, 'journal.ndjson');
  #clients: Clients | undefined;
  #queueUrl = '';
  #streamArn = '';
  #uuid = '';

  private constructor(host: FailingHost) {
    this.#host = host;
  }

  /** Resolves when the mapping polls. */
  static async begin(host: FailingHost, { batchSize, ...failing }: FailingLabOptions): Promise<FailingLab> {
    const lab = new FailingLab(host);
    await lab.#makeTable();
    await lab.#makeFunction(failing);
    await lab.#attach(batchSize);
    return lab;
  }

  get clients(): Clients {
    const config = this.#host.sdk();
    if (this.#clients?.requestHandler !== config.requestHandler) {
      this.#clients = {
        requestHandler: config.requestHandler,
        table: new DynamoDBClient(config),
        streams: new DynamoDBStreamsClient(config),
        lambda: new LambdaClient(config),
        sqs: new SQSClient(config),
      };
    }
    return this.#clients;
  }

  get streamArn(): string {
    return this.#streamArn;
  }

  /** Where what is given up is parked. */
  get queueUrl(): string {
    return this.#queueUrl;
  }

  get mappingId(): string {
    return this.#uuid;
  }

  advance(milliseconds: number): Promise<void> {
    return this.#host.advance(milliseconds);
  }

  /**
   * Changes each of the keys from `first` to `end - 1` once, in one batch. `turn` counts the changes of a key from
   * 0; each makes a record: puts and, now and then, a deletion. `mode`: what the function is asked for.
   */
  async change(
    { first, end }: { readonly first: number; readonly end: number },
    turn: number,
    mode: (key: number) => string | undefined = () => undefined,
  ): Promise<void> {
    const isDeletion = turn % DELETE_EACH === DELETE_EACH - 1;
    const requests = Array.from({ length: end - first }, (_, place): WriteRequest => {
      const id = { S: `key-${first + place}` };
      if (isDeletion) return { DeleteRequest: { Key: { id } } };
      const asked = mode(first + place);
      const more = asked === undefined ? {} : { mode: { S: asked } };
      return { PutRequest: { Item: { id, turn: { N: String(turn) }, ...more } } };
    });
    await this.clients.table.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
  }

  close(): void {
    this.#folder.remove();
  }

  async #makeTable(): Promise<void> {
    const { table } = this.clients;
    await table.send(
      new CreateTableCommand({
        TableName: TABLE,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    await this.advance(LONG_ENOUGH);
    const { Table } = await table.send(new DescribeTableCommand({ TableName: TABLE }));
    this.#streamArn = Table?.LatestStreamArn ?? '';
  }

  async #makeFunction(failing: Omit<FailingFunction, 'journal'>): Promise<void> {
    const iam = new IAMClient(this.#host.sdk());
    const RoleName = 'reads-streams';
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ALL_ACTIONS, Resource: '*' }],
    });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument }));
    await this.clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName: FUNCTION,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: FUNCTION_TIMEOUT,
        Role: Role?.Arn,
        Code: { ZipFile: zipOf(failingSource({ ...failing, journal: this.journal })) },
      }),
    );
    await this.advance(LONG_ENOUGH);
  }

  async #attach(BatchSize: number): Promise<void> {
    const { QueueUrl = '' } = await this.clients.sqs.send(new CreateQueueCommand({ QueueName: QUEUE }));
    this.#queueUrl = QueueUrl;
    const account = this.#streamArn.split(':')[4];
    const { UUID = '' } = await this.clients.lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName: FUNCTION,
        EventSourceArn: this.#streamArn,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize,
        MaximumRetryAttempts: 2,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:us-east-1:${account}:${QUEUE}` } },
      }),
    );
    this.#uuid = UUID;
    await this.advance(LONG_ENOUGH);
  }
}
