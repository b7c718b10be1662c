/** The function orders-api in a sandbox: with its table, its role and nothing more, called as API Gateway calls it. */
import {
  type CreateTableCommandInput,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readFunctionCode } from '../../../src/resources/function-code.js';
import { TRUST } from '../../sandbox/services/lambda/functions.js';
import { createTestTable } from '../../sandbox/services/tables.js';
import { startTestSandbox, type TestSandbox } from '../../support/sandbox.js';

export const TABLE = 'Orders';
const INDEX = 'CustomerIndex';
export const FUNCTION = 'orders-api';
const ROLE = 'orders-api';
/** Longer than any function takes to become Active. */
const UNTIL_ACTIVE = 60_000;

export interface Call {
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string as it is; all else as JSON. */
  readonly body?: unknown;
  readonly base64?: boolean;
}

export interface Answer {
  readonly status: number;
  /** With lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Parsed; undefined where there is none. */
  readonly body: Body;
}

export interface Body {
  readonly message?: string;
  readonly errors?: readonly { readonly field: string; readonly problem: string }[];
  readonly requestId?: string;
  readonly orders?: readonly Body[];
  readonly cursor?: string;
  readonly order_id?: string;
  readonly [field: string]: unknown;
}

export interface OrdersApi {
  readonly sandbox: TestSandbox;
  /** `GET /orders/{id}` with whatever id: `call('GET', 'some id')`; without one: /orders. */
  call(method: string, orderId: string | undefined, call?: Call): Promise<Answer>;
  /** Sends any event at all. */
  send(event: object): Promise<Answer>;
  /** Puts an item into the table past the API. */
  put(item: PutItemCommandInput['Item']): Promise<void>;
  /** Whether a guard stands for this id. */
  isGuarded(orderId: string): Promise<boolean>;
  close(): Promise<void>;
}

export async function startOrdersApi(): Promise<OrdersApi> {
  const sandbox = await startTestSandbox();
  const tableArn = await createTestTable(sandbox, TABLE, TABLE_SPEC);
  await createFunction(sandbox, tableArn);
  const dynamodb = sandbox.client(DynamoDBClient);
  const lambda = sandbox.client(LambdaClient);

  async function send(event: object): Promise<Answer> {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: FUNCTION, Payload: JSON.stringify(event) }),
    );
    const text = Payload?.transformToString() ?? '';
    if (FunctionError !== undefined) throw new Error(`The function failed: ${text}`);
    const { statusCode, headers, body } = JSON.parse(text);
    return { status: statusCode, headers, text: body, body: body === '' ? undefined : JSON.parse(body) };
  }

  return {
    sandbox,
    send,
    call: (method, orderId, call = {}) => send(proxyEvent(method, orderId, call)),
    async put(Item) {
      await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
    },
    async isGuarded(orderId) {
      const Key = { order_id: { S: orderId }, created_at: { N: '0' } };
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }),
      );
      return Item !== undefined;
    },
    close: () => sandbox.close(),
  };
}

/** As API Gateway makes it (Amazon API Gateway Developer Guide, "Input format of a Lambda function for proxy integration"). */
export function proxyEvent(method: string, orderId: string | undefined, call: Call): object {
  const { query = {}, headers = {}, body, base64 = false } = call;
  const text = body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body);
  const lists = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()]));
  const path = orderId === undefined ? '/orders' : `/orders/${orderId}`;
  return {
    resource: orderId === undefined ? '/orders' : '/orders/{order_id}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: Object.fromEntries(Object.entries(lists).map(([name, all]) => [name, all.at(-1)])),
    multiValueQueryStringParameters: lists,
    pathParameters: orderId === undefined ? null : { order_id: orderId },
    stageVariables: null,
    requestContext: { path: `/dev${path}`, stage: 'dev', requestId: 'api-request-1', httpMethod: method },
    body: base64 && text !== null ? Buffer.from(text).toString('base64') : text,
    isBase64Encoded: base64,
  };
}

/** Enough not to be throttled; that is for the tests to ask for. */
const THROUGHPUT = { ReadCapacityUnits: 10_000, WriteCapacityUnits: 10_000 };
const TABLE_SPEC: Partial<CreateTableCommandInput> = {
  AttributeDefinitions: [
    { AttributeName: 'order_id', AttributeType: 'S' },
    { AttributeName: 'created_at', AttributeType: 'N' },
    { AttributeName: 'customer_id', AttributeType: 'S' },
    { AttributeName: 'order_status', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'order_id', KeyType: 'HASH' },
    { AttributeName: 'created_at', KeyType: 'RANGE' },
  ],
  ProvisionedThroughput: THROUGHPUT,
  GlobalSecondaryIndexes: [
    {
      IndexName: INDEX,
      KeySchema: [
        { AttributeName: 'customer_id', KeyType: 'HASH' },
        { AttributeName: 'order_status', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
      ProvisionedThroughput: THROUGHPUT,
    },
  ],
};

/** What the step allows the function, and not a call more. */
async function createFunction(sandbox: TestSandbox, tableArn: string): Promise<void> {
  const iam = sandbox.client(IAMClient);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: TRUST }));
  const actions = ['PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((name) => `dynamodb:${name}`);
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: actions, Resource: [tableArn, `${tableArn}/index/*`] },
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
    ],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: 'test', PolicyDocument }));
  await sandbox.client(LambdaClient).send(
    new CreateFunctionCommand({
      FunctionName: FUNCTION,
      Role: Role?.Arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 10,
      Environment: { Variables: { TABLE_NAME: TABLE, INDEX_NAME: INDEX } },
      Code: { ZipFile: readFunctionCode(FUNCTION).zip },
    }),
  );
  await sandbox.advance(UNTIL_ACTIVE);
}
