/**
 * Scalable targets that no step names: of tables and indexes that an older version or somebody's hand has made
 * or removed. The tag search does not know scalable targets, so Auto Scaling is asked for all that there are.
 */
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { deniedAction } from '../aws/access-errors.js';
import type { Lab } from '../lab/lab.js';
import { LAB_TAG, OWNER_TAG } from '../lab/ownership.js';
import type { Found, Resource } from '../lab/resource.js';
import { scalableTargetResource, tagsOfTarget } from './scalable-target.js';
import type { Scaled } from './scaling.js';

/** `table/Orders`, `table/Orders/index/CustomerIndex` */
const RESOURCE_ID = /^table\/([^/]+)(?:\/index\/([^/]+))?$/;
const DIMENSION = /^dynamodb:(?:table|index):(Read|Write)CapacityUnits$/;

/** A scalable target of DynamoDB, anybody's. */
export interface Target {
  readonly scaled: Scaled;
  readonly arn: string | undefined;
  /** Milliseconds since the epoch, where Auto Scaling tells. */
  readonly createdAt: number | undefined;
}

/**
 * Targets that no step may know: of `tables` and their indexes, and of tables that are gone. Whose they are, their
 * `find` tells.
 * @param existing all tables that there are; undefined where they could not be listed.
 */
export function unnamedTargets(
  targets: readonly Target[],
  tables: ReadonlySet<string>,
  existing: ReadonlySet<string> | undefined,
): Resource[] {
  const lost = new Set(lostTargets(targets, existing));
  return targets.flatMap((target) => {
    const resource = scalableTargetResource(target.scaled);
    if (tables.has(target.scaled.tableName)) return [resource];
    return lost.has(target) ? [readableOnly(resource)] : [];
  });
}

/** The labs of this owner that have targets left whose tables are gone. */
export async function labsOfLostTargets(
  lab: Lab,
  targets: readonly Target[],
  existing: ReadonlySet<string> | undefined,
): Promise<string[]> {
  const labIds: string[] = [];
  for (const { arn } of lostTargets(targets, existing)) {
    const tags = arn === undefined ? {} : await readableTagsOf(lab, arn);
    const labId = tags[LAB_TAG];
    if (labId !== undefined && tags[OWNER_TAG] === lab.ownership.owner) labIds.push(labId);
  }
  return labIds;
}

/** Those whose tables are gone; none where nobody knows which tables exist. */
export function lostTargets(targets: readonly Target[], existing: ReadonlySet<string> | undefined): Target[] {
  return targets.filter(({ scaled }) => existing !== undefined && !existing.has(scaled.tableName));
}

/** None where they may not be read, or cannot. */
async function readableTagsOf(lab: Lab, arn: string): Promise<Record<string, string>> {
  try {
    const tags = await tagsOfTarget(lab, arn);
    return typeof tags === 'string' ? {} : tags;
  } catch (error) {
    if (deniedAction(error) === undefined) throw error;
    return {};
  }
}

function scaledBy({ ResourceId = '', ScalableDimension }: ScalableTarget): Scaled | undefined {
  const [, tableName, indexName] = RESOURCE_ID.exec(ResourceId) ?? [];
  const [, direction] = DIMENSION.exec(ScalableDimension ?? '') ?? [];
  if (tableName === undefined || direction === undefined) return undefined;
  return {
    tableName,
    ...(indexName === undefined ? {} : { indexName }),
    direction: direction === 'Read' ? 'read' : 'write',
  };
}

/** What we may not even look at is not ours: whoever made it could read its tags. */
function readableOnly(resource: Resource): Resource {
  return {
    ...resource,
    find: async (lab): Promise<Found> => {
      try {
        return await resource.find(lab);
      } catch (error) {
        if (deniedAction(error) === undefined) throw error;
        return { state: 'foreign', because: 'its tags may not be read' };
      }
    },
  };
}

/** Everybody's, in this account and region. */
export async function allTargets(lab: Lab): Promise<Target[]> {
  const client = lab.client(ApplicationAutoScalingClient);
  const targets: Target[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', NextToken: token }),
    );
    for (const target of page.ScalableTargets ?? []) {
      const scaled = scaledBy(target);
      const createdAt = target.CreationTime?.getTime();
      if (scaled !== undefined) targets.push({ scaled, arn: target.ScalableTargetARN, createdAt });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return targets;
}

/** The names of everybody's tables, in this account and region. */
export async function allTables(lab: Lab): Promise<ReadonlySet<string>> {
  const client = lab.client(DynamoDBClient);
  const names = new Set<string>();
  let last: string | undefined;
  do {
    const page = await client.send(new ListTablesCommand({ ExclusiveStartTableName: last }));
    for (const name of page.TableNames ?? []) names.add(name);
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
  return names;
}
