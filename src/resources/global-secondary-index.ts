/** A global secondary index: a child of the lab's table, and the slowest thing that the lab builds. */
import {
  type AttributeDefinition,
  DynamoDBClient,
  type GlobalSecondaryIndexDescription,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { isAlreadyExists, isThrottling } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import type { BuildResult, Settling } from '../lab/step.js';
import { describeKeys, describeTable } from './describe-table.js';
import { isTableBusy } from './in-use.js';
import { refuseForeign } from './table.js';
import {
  attributeDefinitionsOf,
  type Capacity,
  type KeySpec,
  keySchemaOf,
  keysInWords,
} from './table-spec.js';

export interface IndexSpec extends KeySpec {
  readonly name: string;
  readonly capacity: Capacity;
}

const USUALLY = '8 to 17 minutes on AWS';

/**
 * Makes one move towards the index and returns at once: creates it when absent, deletes one with other keys
 * or another projection, and otherwise says what it is waiting for.
 * @throws {Problem} when a change is needed and the table is not ours.
 */
export async function ensureIndex(lab: Lab, tableName: string, spec: IndexSpec): Promise<BuildResult> {
  const table = await describeTable(lab, tableName);
  if (table?.TableStatus !== 'ACTIVE') {
    return settling(lab, `the table ${tableName} is ${table?.TableStatus ?? 'not there yet'}`);
  }
  const index = findIndex(table, spec.name);
  if (index === undefined) {
    return update(lab, table, `${spec.name} is being created`, {
      TableName: tableName,
      // The index's key attributes must be defined in this very request, beside those of the table.
      AttributeDefinitions: [...definitionsBeside(table, spec), ...attributeDefinitionsOf(spec)],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: spec.name,
            KeySchema: keySchemaOf(spec),
            Projection: { ProjectionType: 'ALL' },
            ProvisionedThroughput: {
              ReadCapacityUnits: spec.capacity.read,
              WriteCapacityUnits: spec.capacity.write,
            },
          },
        },
      ],
    });
  }
  if (index.IndexStatus !== 'ACTIVE') return settling(lab, indexInWords(index));
  if (indexDrift(table, index, spec) === undefined) return 'ready';
  return update(lab, table, `${spec.name} is being deleted, to be made again`, {
    TableName: tableName,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: spec.name } }],
  });
}

function definitionsBeside(
  { AttributeDefinitions = [] }: TableDescription,
  spec: KeySpec,
): AttributeDefinition[] {
  const own = new Set([spec.partitionKey.name, spec.sortKey.name]);
  return AttributeDefinitions.filter(({ AttributeName = '' }) => !own.has(AttributeName));
}

export function findIndex(
  table: TableDescription | undefined,
  name: string,
): GlobalSecondaryIndexDescription | undefined {
  return table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
}

/** What is wrong with an index that cannot be changed any more; undefined when it is as it should be. */
export function indexDrift(
  table: TableDescription,
  index: GlobalSecondaryIndexDescription,
  spec: KeySpec,
): string | undefined {
  const keys = describeKeys(index.KeySchema, table.AttributeDefinitions);
  if (keys !== keysInWords(spec)) return `its keys are ${keys}`;
  const projection = index.Projection?.ProjectionType;
  return projection === 'ALL' ? undefined : `its projection is ${projection}`;
}

/** An index's state in words: `CustomerIndex is CREATING, backfilling`. */
export function indexInWords({
  IndexName,
  IndexStatus,
  Backfilling,
}: GlobalSecondaryIndexDescription): string {
  return `${IndexName} is ${IndexStatus}${Backfilling ? ', backfilling' : ''}`;
}

async function update(
  lab: Lab,
  table: TableDescription,
  reason: string,
  change: ConstructorParameters<typeof UpdateTableCommand>[0],
): Promise<Settling> {
  await refuseForeign(lab, table);
  try {
    await lab.client(DynamoDBClient).send(new UpdateTableCommand(change));
  } catch (error) {
    // The answer to our own first attempt may have been lost, and the SDK has sent it again.
    if (isAlreadyExists(error)) return settling(lab, reason);
    if (isThrottling(error)) return settling(lab, 'AWS throttles requests to change tables');
    // One change per table and one online index at a time: somebody else's comes first.
    if (!isTableBusy(error)) throw error;
    return settling(lab, 'another change to the table is under way');
  }
  return settling(lab, reason);
}

function settling(lab: Lab, reason: string): Settling {
  const { names, target } = lab;
  const scan = `aws dynamodb scan --table-name ${names.table} --region ${target.region} --max-items 3`;
  return {
    settling: true,
    reason,
    usually: USUALLY,
    meanwhile:
      `Or look around in another terminal: ${lab.commandLine('status')} tells how far it is, and the table answers as ` +
      `before (${scan}).`,
  };
}
