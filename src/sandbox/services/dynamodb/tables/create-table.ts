/** CreateTable. */
import { randomUUID } from 'node:crypto';
import type { CreateTableCommandInput, CreateTableCommandOutput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { CREATE_TABLE } from '../requests/table-constraints.js';
import { refuseUnservedFeatures } from '../requests/unserved.js';
import { describeTable } from './description.js';
import { stillInUse, tableAlreadyExists } from './errors.js';
import { checkedGlobalIndexes, checkedLocalIndexes, checkProjectedAttributes } from './index-rules.js';
import { attributeDefinitions, checkDefinitionsUsed, checkedKeySchema } from './key-rules.js';
import type { Lifecycle } from './lifecycle.js';
import type { TableRecord } from './record.js';
import { checkedTableClass, kmsKeyArn, newTableStream } from './settings-rules.js';
import { addTags } from './tag-rules.js';
import { checkedOnDemandLimits, tableUnits } from './throughput-rules.js';

type Input = Wire<CreateTableCommandInput>;
type Output = Wire<Pick<CreateTableCommandOutput, 'TableDescription'>>;

export function createTable(engine: Engine, lifecycle: Lifecycle, scope: TableScope, input: Input): Output {
  if (input.TableName === undefined) {
    throw validationException("The parameter 'TableName' is required but was not present in the request");
  }
  checkConstraints(CREATE_TABLE, input);
  refuseUnservedFeatures(input);
  const now = engine.clock.now();
  const definition = defineTable(scope, input, now);
  checkNameIsFree(engine, scope, input.TableName);

  const record = engine.store.write((): TableRecord => {
    const stored: TableRecord = {
      ...definition,
      name: input.TableName ?? '',
      id: randomUUID(),
      storage: engine.tables.nextStorage(),
      createdAt: now,
      status: 'CREATING',
      change: { at: now + creationTime(engine, input) },
      localIndexes: definition.localIndexes.map((index) => ({
        ...index,
        storage: engine.tables.nextStorage(),
      })),
      globalIndexes: definition.globalIndexes.map((index) => ({
        ...index,
        storage: engine.tables.nextStorage(),
        status: 'CREATING',
      })),
    };
    return lifecycle.begin(stored).record;
  });
  return { TableDescription: describeTable(record, engine.tallies, now) };
}

/** In milliseconds. Indexes that the table is born with are ready together with it. */
function creationTime(
  { times }: Engine,
  { TableName: name = '', GlobalSecondaryIndexes: indexes }: Input,
): number {
  return times(indexes === undefined ? 'createTable' : 'createTableWithIndexes', name);
}

function checkNameIsFree({ tables }: Engine, scope: TableScope, name: string): void {
  const status = tables.find(scope, name)?.record.status;
  if (status === undefined) return;
  if (status === 'CREATING') throw stillInUse(`Table is being created: ${name}`);
  throw tableAlreadyExists(name);
}

/** What the request says of the table, checked in AWS's order. */
function defineTable(scope: TableScope, input: Input, now: number) {
  const billingMode = input.BillingMode ?? 'PROVISIONED';
  const units = tableUnits(input.ProvisionedThroughput, billingMode);
  const attributes = attributeDefinitions(input.AttributeDefinitions);
  const keySchema = checkedKeySchema(input.KeySchema, attributes);
  const localIndexes = checkedLocalIndexes(input.LocalSecondaryIndexes, attributes, keySchema);
  const globalIndexes = checkedGlobalIndexes(
    input.GlobalSecondaryIndexes,
    attributes,
    billingMode,
    localIndexes,
  );
  const indexes = [...localIndexes, ...globalIndexes];
  checkDefinitionsUsed(attributes, [keySchema, ...indexes.map((index) => index.keySchema)]);
  checkProjectedAttributes(indexes);

  const onDemandLimits = checkedOnDemandLimits(input.OnDemandThroughput, billingMode, 'table');
  const stream = newTableStream(input.StreamSpecification, now);
  const tableClass = checkedTableClass(input.TableClass);
  const kmsKey = kmsKeyArn(scope, input.SSESpecification);
  const tags = input.Tags === undefined ? undefined : addTags({}, input.Tags);
  return {
    account: scope.account,
    region: scope.region,
    attributes,
    keySchema,
    localIndexes,
    globalIndexes,
    billingMode,
    throughput: { ...units, decreases: 0 },
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    ...(billingMode === 'PAY_PER_REQUEST' ? { onDemandSince: now } : {}),
    ...(onDemandLimits === undefined ? {} : { onDemandLimits }),
    ...(stream === undefined ? {} : { stream }),
    ...(tableClass === undefined ? {} : { tableClass: { name: tableClass } }),
    ...(kmsKey === undefined ? {} : { kmsKeyArn: kmsKey }),
    ...(tags === undefined ? {} : { tags }),
  };
}
