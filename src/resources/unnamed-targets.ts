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
import { deniedAction } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import { LAB_TAG, OWNER_TAG } from '../lab/ownership.js';
import type { Found, Resource } from '../lab/resource.js';
import { type Scaled, scalableTargetResource, tagsOfTarget } from './scalable-target.js';

/** `table/Orders`, `table/Orders/index/CustomerIndex` */
const RESOURCE_ID = /^table\/([^/]+)(?:\/index\/([^/]+))?$/;
const DIMENSION = /^dynamodb:(?:table|index):(Read|Write)CapacityUnits$/;

interface Target {
  readonly scaled: Scaled;
  readonly arn: string | undefined;
}

/** Targets of `tables` and their indexes, and of tables that are gone. They may be anybody's: see `find`. */
export async function unnamedTargets(lab: Lab, tables: ReadonlySet<string>): Promise<Resource[]> {
  const targets = await allTargets(lab);
  const existing = await allTables(lab);
  return targets.flatMap(({ scaled }) => {
    const resource = scalableTargetResource(scaled);
    if (tables.has(scaled.tableName)) return [resource];
    return existing.has(scaled.tableName) ? [] : [readableOnly(resource)];
  });
}

/** The labs of this owner that have targets left whose tables are gone. */
export async function labsOfLostTargets(lab: Lab): Promise<string[]> {
  const targets = await allTargets(lab);
  const existing = await allTables(lab);
  const labIds: string[] = [];
  for (const { scaled, arn } of targets) {
    if (arn === undefined || existing.has(scaled.tableName)) continue;
    const tags = await readableTagsOf(lab, arn);
    const labId = tags[LAB_TAG];
    if (labId !== undefined && tags[OWNER_TAG] === lab.ownership.owner) labIds.push(labId);
  }
  return labIds;
}

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

async function allTargets(lab: Lab): Promise<Target[]> {
  const client = lab.client(ApplicationAutoScalingClient);
  const targets: Target[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb', NextToken: token }),
    );
    for (const target of page.ScalableTargets ?? []) {
      const scaled = scaledBy(target);
      if (scaled !== undefined) targets.push({ scaled, arn: target.ScalableTargetARN });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return targets;
}

async function allTables(lab: Lab): Promise<ReadonlySet<string>> {
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
