/**
 * What can be scaled: a DynamoDB table or global secondary index, in reads or in writes.
 * AWS: "RegisterScalableTarget" in the Application Auto Scaling API Reference.
 */
import { AwsError, validationException } from '../../errors.js';
import type { Host } from '../../service.js';
import type { DynamoDbPeer, Place, ProvisionedCapacity } from '../peers.js';

const DIMENSIONS = [
  'dynamodb:table:ReadCapacityUnits',
  'dynamodb:table:WriteCapacityUnits',
  'dynamodb:index:ReadCapacityUnits',
  'dynamodb:index:WriteCapacityUnits',
] as const;
export type ScalableDimension = (typeof DIMENSIONS)[number];

/** One dimension of one resource, as the three request members name it. */
export interface Scalable {
  /** `table/Orders` or `table/Orders/index/CustomerIndex` */
  readonly resourceId: string;
  readonly tableName: string;
  readonly indexName: string | undefined;
  readonly dimension: ScalableDimension;
}

interface ScalableMembers {
  readonly ServiceNamespace: string | undefined;
  readonly ResourceId: string | undefined;
  readonly ScalableDimension: string | undefined;
}

const RESOURCE_ID = /^table\/([a-zA-Z0-9_.-]+)(?:\/index\/([a-zA-Z0-9_.-]+))?$/;

/** Throws `ValidationException` where the three do not name something that can be scaled. */
export function scalableOf(members: ScalableMembers): Scalable {
  requireDynamoDb(members.ServiceNamespace);
  const match = RESOURCE_ID.exec(members.ResourceId ?? '');
  const dimension = DIMENSIONS.find((known) => known === members.ScalableDimension);
  const [resourceId, tableName, indexName] = match ?? [];
  const kind = indexName === undefined ? 'dynamodb:table:' : 'dynamodb:index:';
  if (resourceId === undefined || tableName === undefined || dimension?.startsWith(kind) !== true) {
    throw unsupported();
  }
  return { resourceId, tableName, indexName, dimension };
}

/** As activities call what is scaled: `write capacity units`. */
export function unitsOf({ dimension }: Pick<Scalable, 'dimension'>): string {
  return isRead(dimension) ? 'read capacity units' : 'write capacity units';
}

export function isRead(dimension: ScalableDimension): boolean {
  return dimension.endsWith(':ReadCapacityUnits');
}

/** The table, and where there is one the index, of a resource id. */
export function tableOf(resourceId: string): Pick<Scalable, 'tableName' | 'indexName'> {
  const [, tableName = '', indexName] = RESOURCE_ID.exec(resourceId) ?? [];
  return { tableName, indexName };
}

/** Throws `ValidationException` for the services that the sandbox does not scale. */
export function requireDynamoDb(serviceNamespace: string | undefined): void {
  if (serviceNamespace !== 'dynamodb') {
    throw unsupported();
  }
}

/**
 * The capacity of a table or index. It may go away later. Throws `ValidationException` where it is not there now.
 */
export async function capacityOf(host: Host, place: Place, scalable: Scalable): Promise<ProvisionedCapacity> {
  const dynamoDb = await host.peer<DynamoDbPeer>('dynamodb');
  const { resourceId, tableName } = scalable;
  const capacity = provisionedCapacity(dynamoDb, place, scalable);
  if (capacity !== undefined) return capacity;
  if (dynamoDb.describeTable(place.account, place.region, tableName) === undefined) {
    throw validationException(`DynamoDB table does not exist: table/${tableName}`);
  }
  throw validationException(`DynamoDB index does not exist: ${resourceId}`);
}

/** Undefined where the table or index is not there. */
export function provisionedCapacity(
  dynamoDb: DynamoDbPeer,
  { account, region }: Place,
  { tableName, indexName }: Pick<Scalable, 'tableName' | 'indexName'>,
): ProvisionedCapacity | undefined {
  const table = dynamoDb.describeTable(account, region, tableName);
  return indexName === undefined ? table?.capacity : table?.indexes.get(indexName);
}

/** `found` for what is taken away, `registered` for what a target is needed for: AWS has two wordings. */
export function noTarget({ resourceId, dimension }: Scalable, state: 'found' | 'registered'): AwsError {
  return new AwsError(
    'ObjectNotFoundException',
    `No scalable target ${state} for service namespace: dynamodb, resource ID: ${resourceId}, ` +
      `scalable dimension: ${dimension}`,
  );
}

function unsupported(): AwsError {
  return validationException('Unsupported service namespace, resource type or scalable dimension');
}
