/** One question to each service that changes nothing: who may not even ask that cannot do the lab. */
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { deniedAction } from '../aws/access-errors.js';
import { isNotFound } from '../aws/errors.js';
import { howToBeAllowed } from '../aws/explain.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { alarmOf, logGroupOf, roleOf } from '../lab/names.js';
import { type Answer, ask } from './question.js';

interface Probe {
  /** As IAM names it. */
  readonly action: string;
  /** Asks for what may not be there. */
  ask(lab: Lab): Promise<unknown>;
}

const PROBES: readonly Probe[] = [
  {
    action: 'dynamodb:DescribeTable',
    ask: (lab) => lab.client(DynamoDBClient).send(new DescribeTableCommand({ TableName: lab.names.table })),
  },
  {
    action: 'application-autoscaling:DescribeScalableTargets',
    ask: (lab) =>
      lab
        .client(ApplicationAutoScalingClient)
        .send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', MaxResults: 1 })),
  },
  {
    action: 'cloudwatch:DescribeAlarms',
    ask: (lab) =>
      lab
        .client(CloudWatchClient)
        .send(new DescribeAlarmsCommand({ AlarmNamePrefix: alarmOf(lab.names, ''), MaxRecords: 1 })),
  },
  {
    action: 'iam:GetRole',
    ask: (lab) =>
      lab
        .client(IAMClient)
        .send(new GetRoleCommand({ RoleName: roleOf(lab.names.ordersApi, lab.target.region) })),
  },
  {
    action: 'lambda:GetFunction',
    ask: (lab) =>
      lab.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: lab.names.ordersApi })),
  },
  {
    action: 'apigateway:GET',
    ask: (lab) => lab.client(APIGatewayClient).send(new GetRestApisCommand({ limit: 1 })),
  },
  {
    action: 'logs:DescribeLogGroups',
    ask: (lab) =>
      lab
        .client(CloudWatchLogsClient)
        .send(
          new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupOf(lab.names.ordersApi), limit: 1 }),
        ),
  },
  {
    action: 'sqs:GetQueueUrl',
    ask: (lab) =>
      lab.client(SQSClient).send(new GetQueueUrlCommand({ QueueName: lab.names.streamDeadLetters })),
  },
  {
    action: 'tag:GetResources',
    ask: (lab) =>
      lab.client(ResourceGroupsTaggingAPIClient).send(new GetResourcesCommand({ ResourcesPerPage: 1 })),
  },
];

/** @throws what makes every question fail, and bugs of ours. */
export async function* probeServices(lab: Lab): AsyncGenerator<Finding> {
  yield* await Promise.all(
    PROBES.map(({ action, ask: question }) =>
      ask(lab, { id: `permission/${action}`, area: 'permissions', claim: `${action} is allowed` }, () =>
        answerOf(lab, question(lab)),
      ),
    ),
  );
}

async function answerOf(lab: Lab, question: Promise<unknown>): Promise<Answer> {
  try {
    await question;
  } catch (error) {
    if (deniedAction(error) !== undefined) {
      return { state: 'blocker', found: 'no, it is denied', next: howToBeAllowed(lab) };
    }
    // Asked and answered: it is not there.
    if (!isNotFound(error)) throw error;
  }
  return { state: 'ok', found: 'asked for, and answered' };
}
