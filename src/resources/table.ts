/** A DynamoDB table of the lab, as a resource: found by name and tags, converged, removed. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { isAlreadyExists, isNotFound } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagList } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import type { Found, Resource } from '../lab/resource.js';
import { Problem } from '../problem.js';
import { describeKeys, describeTable } from './describe-table.js';
import { refuse } from './foreign.js';
import { isTableBusy, TABLE_DEADLINE, TABLE_POLL } from './in-use.js';
import { tableCost } from './table-cost.js';
import { creationOf, keysInWords, nextChange, type TableSpec } from './table-spec.js';

export const TABLE_KIND = 'dynamodb-table';

/** Milliseconds after its creation in which a table's tags may not be told yet. */
const TAGS_SETTLED = 60_000;
/** Milliseconds between two questions for them, */
const TAGS_POLL = 1_000;
/** to wait in all while a new table is said to have none, */
const TAGS_DEADLINE = 10_000;
/** and while there is said to be no such table. */
const TAGS_UNKNOWN_DEADLINE = 60_000;

/** The table as cleanup and status see it. */
export function tableResource(name: string): Resource {
  return {
    kind: TABLE_KIND,
    name,
    after: [],
    find: (lab) => findTable(lab, name),
    remove: (lab) => removeTable(lab, name),
  };
}

export async function findTable(lab: Lab, name: string): Promise<Found> {
  const table = await describeTable(lab, name);
  return table === undefined ? { state: 'absent' } : foundOf(lab, table);
}

async function foundOf(lab: Lab, table: TableDescription): Promise<Found> {
  const { TableArn: arn, CreationDateTime, TableStatus } = table;
  if (arn === undefined) return { state: 'foreign', because: 'DynamoDB does not tell its ARN' };
  const tags = await tagsOf(lab, table, arn);
  if (tags === undefined) return { state: 'absent' };
  const because = foreignBecause(tags, lab.ownership);
  if (because !== undefined) return { state: 'foreign', arn, because };
  return {
    state: 'ours',
    arn,
    ...(CreationDateTime === undefined ? {} : { createdAt: CreationDateTime.getTime() }),
    ...(TableStatus === undefined ? {} : { status: TableStatus }),
    perHour: tableCost(table),
  };
}

type Tags = Readonly<Record<string, string>>;

/**
 * All tags of a table; undefined when it has gone meanwhile. Tags are kept beside tables, and their keeper learns of
 * a table late and forgets it early: while it is created or deleted there is "no such table", and then for a moment
 * a table without tags. Taken for nobody's, our own table would be refused, or left behind by cleanup.
 */
async function tagsOf(lab: Lab, table: TableDescription, arn: string): Promise<Tags | undefined> {
  let timesEmpty = 0;
  const { tags } = await poll({
    what: `the tags of ${arn}`,
    ...longWait(lab),
    every: TAGS_POLL,
    deadline: TAGS_UNKNOWN_DEADLINE,
    ask: async () => {
      const tags = await listTags(lab, arn);
      if (tags === undefined) {
        return (await describeTable(lab, table.TableName ?? '')) === undefined ? { tags } : undefined;
      }
      if (Object.keys(tags).length > 0 || !isNew(lab, table)) return { tags };
      timesEmpty += 1;
      return timesEmpty * TAGS_POLL > TAGS_DEADLINE ? { tags } : undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the tags of the table ${table.TableName}`,
        elapsed,
        reason:
          'DynamoDB tells them some seconds after the table is made, and no more once it is being deleted',
      }),
  });
  return tags;
}

/** Whether DynamoDB may not tell the tags yet that the table was created with. */
function isNew(lab: Lab, { TableStatus, CreationDateTime }: TableDescription): boolean {
  if (TableStatus === 'CREATING') return true;
  const age = lab.clock.now() - (CreationDateTime?.getTime() ?? Number.NEGATIVE_INFINITY);
  return age < TAGS_SETTLED;
}

/** What DynamoDB tells of a table's tags; undefined where it does not know the table. */
async function listTags(lab: Lab, arn: string): Promise<Tags | undefined> {
  const client = lab.client(DynamoDBClient);
  const tags: Record<string, string> = {};
  let token: string | undefined;
  try {
    do {
      const page = await client.send(new ListTagsOfResourceCommand({ ResourceArn: arn, NextToken: token }));
      for (const { Key, Value } of page.Tags ?? []) {
        if (Key !== undefined && Value !== undefined) tags[Key] = Value;
      }
      token = page.NextToken;
    } while (token !== undefined);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
  return tags;
}

/**
 * Brings the table to its spec and waits until it is ACTIVE; safe to repeat. Creates it when absent, repairs
 * a missing or wrong stream, on-demand billing, and capacity outside of auto scaling's range.
 * @throws {Problem} when a table of that name is not ours, or has other keys.
 */
export async function ensureTable(lab: Lab, spec: TableSpec): Promise<TableDescription> {
  const client = lab.client(DynamoDBClient);
  // Every round either waits or makes one change, and each change is made once.
  return poll({
    what: `the table ${spec.name} to become what it should be`,
    ...longWait(lab),
    every: TABLE_POLL,
    deadline: TABLE_DEADLINE,
    tolerate: isTableBusy,
    ask: async () => {
      const table = await describeTable(lab, spec.name);
      if (table === undefined) {
        await createTable(lab, spec);
        return undefined;
      }
      if (table.TableStatus === 'DELETING') return undefined;
      await refuseForeign(lab, table);
      refuseOtherKeys(lab, table, spec);
      if (table.TableStatus !== 'ACTIVE') return undefined;
      const change = nextChange(table, spec);
      if (change === undefined) return table;
      await client.send(new UpdateTableCommand(change));
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({ title: `Waiting for the table ${spec.name}`, elapsed, reason: 'until it is ACTIVE' }),
  });
}

async function createTable(lab: Lab, spec: TableSpec): Promise<void> {
  try {
    await lab.client(DynamoDBClient).send(new CreateTableCommand(creationOf(spec, tagList(lab.ownership))));
  } catch (error) {
    // Somebody was quicker: the next round looks at what it is.
    if (!isAlreadyExists(error)) throw error;
  }
}

/** @throws {Problem} unless the table is ours. */
export async function refuseForeign(lab: Lab, table: TableDescription): Promise<void> {
  const found = await foundOf(lab, table);
  if (found.state === 'foreign') throw refuse(`a table ${table.TableName}`, found.because);
}

function refuseOtherKeys(lab: Lab, table: TableDescription, spec: TableSpec): void {
  const wanted = keysInWords(spec);
  const actual = describeKeys(table.KeySchema, table.AttributeDefinitions);
  if (actual === wanted) return;
  throw new Problem(`The table ${spec.name} has other keys than the lab needs.`, {
    because: `Its keys are ${actual}, not ${wanted}, and keys cannot be changed.`,
    next: `Remove it with ${lab.commandLine('cleanup')}, then run this step again.`,
  });
}

/**
 * Deletes the table and waits until it is gone. An index that is being built makes DynamoDB refuse that for
 * minutes; one that is already backfilling can be deleted first, which takes seconds.
 */
export async function removeTable(lab: Lab, name: string): Promise<void> {
  let id: string | undefined;
  await poll({
    what: `the table ${name} to be deleted`,
    ...longWait(lab),
    every: TABLE_POLL,
    deadline: TABLE_DEADLINE,
    tolerate: isTableBusy,
    ask: async () => {
      const table = await describeTable(lab, name);
      // Another id: it is gone, and somebody else has made one of the same name.
      if (table === undefined || table.TableId !== (id ?? table.TableId)) return 'gone';
      id = table.TableId;
      if (table.TableStatus !== 'DELETING') await deleteOrPrepare(lab, name, table);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the table ${name}`,
        elapsed,
        reason: 'a table cannot be deleted while it or an index on it is being changed',
      }),
    next: `Run ${lab.commandLine('cleanup')} again.`,
  });
}

async function deleteOrPrepare(lab: Lab, name: string, table: TableDescription): Promise<void> {
  if (table.DeletionProtectionEnabled) {
    throw new Problem(`The table ${name} is protected against deletion.`, {
      because: 'Somebody has turned its deletion protection on, and the lab does not overrule that.',
      next: `Turn it off (aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled), then run ${lab.commandLine('cleanup')} again.`,
    });
  }
  const client = lab.client(DynamoDBClient);
  try {
    const building = table.GlobalSecondaryIndexes?.find(
      ({ IndexStatus, Backfilling }) => IndexStatus === 'CREATING' && Backfilling,
    );
    if (building === undefined) {
      await client.send(new DeleteTableCommand({ TableName: name }));
    } else {
      await client.send(
        new UpdateTableCommand({
          TableName: name,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: building.IndexName } }],
        }),
      );
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
