/** A table that a step tries things with and removes again: made anew each time, so that nothing of before counts. */
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { isAlreadyExists } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { tagList } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { describeTable } from './describe-table.js';
import { refuse } from './foreign.js';
import { isTableBusy, TABLE_DEADLINE, TABLE_POLL } from './in-use.js';
import { findTable, refuseForeign, removeTable } from './table.js';

/** A table without its tags, which every table of the lab gets. */
export type ScratchTable = Omit<CreateTableCommandInput, 'Tags' | 'TableName'> & {
  readonly TableName: string;
};

/**
 * Removes the table of this name, if there is one; also what a killed run has left.
 * @throws {Problem} when a table of that name is not ours.
 */
export async function removeScratchTable(lab: Lab, name: string): Promise<void> {
  const found = await findTable(lab, name);
  if (found.state === 'foreign') throw refuse(`a table ${name}`, found.because);
  if (found.state === 'ours') await removeTable(lab, name);
}

/**
 * Creates the table and waits until it and its indexes are ACTIVE. Call {@link removeScratchTable} before.
 * @throws {Problem} when somebody else makes one of that name meanwhile.
 */
export async function createScratchTable(lab: Lab, table: ScratchTable): Promise<void> {
  const { TableName: name } = table;
  const withIndexes = (table.GlobalSecondaryIndexes ?? []).length > 0;
  await poll({
    what: `the table ${name} to become ACTIVE`,
    ...longWait(lab),
    every: TABLE_POLL,
    deadline: TABLE_DEADLINE,
    tolerate: isTableBusy,
    ask: async () => {
      const described = await describeTable(lab, name);
      if (described === undefined) {
        await create(lab, table);
        return undefined;
      }
      await refuseForeign(lab, described);
      const indexes = described.GlobalSecondaryIndexes ?? [];
      const ready = [described.TableStatus, ...indexes.map(({ IndexStatus }) => IndexStatus)];
      return ready.every((status) => status === 'ACTIVE') ? 'ready' : undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the table ${name}`,
        elapsed,
        reason: withIndexes ? 'with indexes this takes 14 to 22 s on AWS' : 'this takes 2 to 7 s on AWS',
      }),
  });
}

async function create(lab: Lab, table: ScratchTable): Promise<void> {
  try {
    await lab.client(DynamoDBClient).send(new CreateTableCommand({ ...table, Tags: tagList(lab.ownership) }));
  } catch (error) {
    // The answer to our own first attempt may have been lost.
    if (!isAlreadyExists(error)) throw error;
  }
}
