/** The lab's API as `build-api` builds it, in front of its table, with more room than a lab pays for. */
import { APIGatewayClient, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { findApi } from '../../../src/resources/api-url.js';
import { API_STAGE } from '../../../src/steps/build-api/specs.js';
import { openTestLab, type TestLab } from '../../support/lab.js';
import type { TestSandbox } from '../../support/sandbox.js';
import { entryOf } from '../../support/steps.js';

const BUILT = ['create-table', 'add-gsi', 'build-api'] as const;
/** Requests per second and at once; capacity units. Being throttled is tried elsewhere. */
const PLENTY = 10_000;
/** Virtual milliseconds until a table has its new capacity. */
const CHANGED = 60_000;

export interface DeployedApi {
  readonly lab: TestLab['lab'];
  readonly restApiId: string;
  /** Of the stage, without a slash at its end. */
  readonly url: string;
}

/** Without seeding, proofs and inspections. */
export async function deployApi(sandbox: TestSandbox, prefix = ''): Promise<DeployedApi> {
  const { lab } = await openTestLab(sandbox, { prefix });
  for (const id of BUILT) await (await entryOf(id).load()).build?.(lab, {});
  const found = await findApi(lab, API_STAGE);
  if (found === undefined) throw new Error('build-api has built no API.');
  await liftLimits(sandbox, lab, found.id);
  return { lab, restApiId: found.id, url: found.url };
}

async function liftLimits(
  sandbox: TestSandbox,
  { names }: DeployedApi['lab'],
  restApiId: string,
): Promise<void> {
  const value = String(PLENTY);
  await sandbox.client(APIGatewayClient).send(
    new UpdateStageCommand({
      restApiId,
      stageName: API_STAGE,
      patchOperations: [
        { op: 'replace', path: '/*/*/throttling/rateLimit', value },
        { op: 'replace', path: '/*/*/throttling/burstLimit', value },
      ],
    }),
  );
  const ProvisionedThroughput = { ReadCapacityUnits: PLENTY, WriteCapacityUnits: PLENTY };
  await sandbox.client(DynamoDBClient).send(
    new UpdateTableCommand({
      TableName: names.table,
      ProvisionedThroughput,
      GlobalSecondaryIndexUpdates: [{ Update: { IndexName: names.customerIndex, ProvisionedThroughput } }],
    }),
  );
  await sandbox.advance(CHANGED);
}
