/** What a step says it may call is what it calls: nothing more, and nothing that it never would. */
import { APIGatewayClient, CreateRestApiCommand } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallEvent } from '../../src/lab/events.js';
import type { Lab } from '../../src/lab/lab.js';
import { tagMap } from '../../src/lab/ownership.js';
import type { StepId } from '../../src/lab/step.js';
import { permissionsDocument, trustDocument } from '../../src/resources/policy-document.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, runOnly, runTo } from '../support/steps.js';
import { SABOTAGES, saboteurOf } from './build-api-sabotage.js';

const FUNCTION = 'orders-stream-processor';

/** Milliseconds on a machine that has other things to do. */
const SEVERAL_RUNS = 60_000;

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

it(
  'each step calls what it declares, and declares what it calls',
  async () => {
    const { lab, events } = await openTestLab(sandbox);
    await runTo(lab);
    await drift(lab);
    await runTo(lab);
    await switchMappingOff();
    await driftAgain(lab);
    for (const id of ['attach-stream', 'build-api'] as const) {
      const step = await entryOf(id).load();
      await lab.within(id, async () => step.build?.(lab, {}));
    }
    await cleanAll(lab);

    for (const { id, load } of STEPS) {
      const { calls } = await load();
      expect([id, calledBy(id, events.filter(isCall))]).toEqual([id, [...calls].sort()]);
    }
  },
  SEVERAL_RUNS,
);

it('a second run changes nothing but the orders it writes again', async () => {
  const { lab } = await openTestLab(sandbox, { prefix: 'twice-' });
  await runTo(lab, 'query');
  const second = await openTestLab(sandbox, { prefix: 'twice-' });

  const outcomes = [await runTo(second.lab, 'query'), await runOnly(second.lab, 'query')];

  expect(outcomes.map(({ result }) => result)).toEqual(['done', 'done']);
  const changing = second.calls
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Describe|List|Get|Query|Scan)/.test(operation));
  expect([...new Set(changing)].sort()).toEqual(['BatchWriteItem', 'PutItem']);
  await cleanAll(lab);
});

/** Changes what the steps have built, so that repairs are seen as well. */
async function drift(lab: Lab): Promise<void> {
  const { untagStage, ageDeployment } = await saboteurOf(sandbox, lab);
  await untagStage();
  await ageDeployment();
  const StreamSpecification = { StreamEnabled: false };
  await sandbox
    .client(DynamoDBClient)
    .send(new UpdateTableCommand({ TableName: 'Orders', StreamSpecification }));
  const lambda = sandbox.client(LambdaClient);
  const ZipFile = zipSync({ 'index.mjs': strToU8('export const handler = () => {};') });
  await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile }));
  await sandbox.advance(60_000);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, Timeout: 3 }));
  const iam = sandbox.client(IAMClient);
  const RoleName = `${FUNCTION}-us-east-1`;
  const trust = trustDocument('ec2.amazonaws.com');
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
  const more = permissionsDocument([{ sid: 'More', actions: ['*'], resources: ['*'] }]);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument: more }));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await sandbox.advance(60_000);
}

async function switchMappingOff(): Promise<void> {
  const lambda = sandbox.client(LambdaClient);
  const { EventSourceMappings = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: FUNCTION }),
  );
  const UUID = EventSourceMappings[0]?.UUID;
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  await sandbox.advance(60_000);
}

/** What a step puts right by calls that the changes before have hidden, or that come before them. */
async function driftAgain(lab: Lab): Promise<void> {
  const saboteur = await saboteurOf(sandbox, lab);
  for (const [, sabotage] of SABOTAGES) await sabotage(saboteur);
  await saboteur.renamePath('/orders/{order_id}', '{id}');
  const iam = sandbox.client(IAMClient);
  const RoleName = 'orders-api-us-east-1';
  const trust = trustDocument('ec2.amazonaws.com');
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
  const more = permissionsDocument([{ sid: 'More', actions: ['*'], resources: ['*'] }]);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'more', PolicyDocument: more }));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  // A second API of the lab, as a lost answer leaves one.
  const tags = tagMap(lab.ownership);
  await sandbox.client(APIGatewayClient).send(new CreateRestApiCommand({ name: 'OrdersAPI', tags }));
}

function isCall(event: { readonly event: string }): event is CallEvent {
  return event.event === 'call';
}

function calledBy(id: StepId, calls: readonly CallEvent[]): string[] {
  const own = calls.filter(({ step }) => step === id);
  return [...new Set(own.map(({ service, operation }) => `${service}:${operation}`))].sort();
}
