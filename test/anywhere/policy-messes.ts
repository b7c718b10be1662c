/**
 * What somebody may have done to a lab that stands. To mend it, or to see that it is not the lab's, takes actions that
 * an undisturbed run has no use for.
 */
import {
  ApplicationAutoScalingClient,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AttachRolePolicyCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Names, roleOf } from '../../src/lab/names.js';
import { readFunctionCode } from '../../src/resources/function-code.js';
import { trustDocument } from '../../src/resources/policy-document.js';
import type { TestSandbox } from '../support/sandbox.js';
import type { Stage } from './stages.js';

export interface Mess {
  /** What it takes, and nothing else does. */
  readonly action: string;
  /** Which stage meets it. */
  readonly stage: Stage;
  make(sandbox: TestSandbox, names: Names): Promise<unknown>;
}

const TABLE_OF_OTHERS = 'Invoices';

export const MESSES: readonly Mess[] = [
  {
    action: 'iam:UpdateAssumeRolePolicy',
    stage: 'attach-stream',
    make: (sandbox, { streamProcessor }) =>
      sandbox.client(IAMClient).send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: roleOf(streamProcessor, sandbox.connection.region),
          PolicyDocument: trustDocument('ec2.amazonaws.com'),
        }),
      ),
  },
  {
    action: 'iam:DetachRolePolicy',
    stage: 'attach-stream',
    make: (sandbox, { streamProcessor }) =>
      sandbox.client(IAMClient).send(
        new AttachRolePolicyCommand({
          RoleName: roleOf(streamProcessor, sandbox.connection.region),
          PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        }),
      ),
  },
  {
    action: 'lambda:UpdateFunctionCode',
    stage: 'attach-stream',
    make: (sandbox, { streamProcessor: FunctionName }) =>
      sandbox
        .client(LambdaClient)
        .send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: readFunctionCode('orders-api').zip })),
  },
  {
    action: 'lambda:UpdateFunctionConfiguration',
    stage: 'attach-stream',
    make: (sandbox, { streamProcessor: FunctionName }) =>
      sandbox.client(LambdaClient).send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 1 })),
  },
  {
    action: 'lambda:UpdateEventSourceMapping',
    stage: 'attach-stream',
    make: async (sandbox, { streamProcessor: FunctionName }) => {
      const client = sandbox.client(LambdaClient);
      const { EventSourceMappings = [] } = await client.send(
        new ListEventSourceMappingsCommand({ FunctionName }),
      );
      const [mapping] = EventSourceMappings;
      await client.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, BatchSize: 1 }));
    },
  },
  {
    action: 'lambda:RemovePermission',
    stage: 'build-api',
    make: (sandbox, { ordersApi: FunctionName }) =>
      sandbox.client(LambdaClient).send(
        new AddPermissionCommand({
          FunctionName,
          StatementId: 'anybody',
          Action: 'lambda:InvokeFunction',
          Principal: '*',
        }),
      ),
  },
  {
    // Whether a scalable target's table is gone, so that the target may be a leftover of the lab.
    action: 'dynamodb:ListTables',
    stage: 'cleanup',
    make: async (sandbox) => {
      await sandbox.client(DynamoDBClient).send(
        new CreateTableCommand({
          TableName: TABLE_OF_OTHERS,
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        }),
      );
      await sandbox.client(ApplicationAutoScalingClient).send(
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'dynamodb',
          ResourceId: `table/${TABLE_OF_OTHERS}`,
          ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
          MinCapacity: 1,
          MaxCapacity: 2,
        }),
      );
    },
  },
];
