/** What Query and Scan have in common: the index they name, the capacity they use, the answer they give. */
import { validationException } from '../../../errors.js';
import { JsonText } from '../../../service.js';
import { type ReadConsistency, readUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { CapacityUse, type ReturnConsumedCapacity } from '../items/consumed-capacity.js';
import { type IndexUses, NO_USES } from '../items/index-entries.js';
import { type Index, indexNamed, type Table } from '../tables/table.js';
import type { Page, Source } from './page.js';

/** The index that a request names. Throws ValidationException where it cannot be read (like this). */
export function readableIndex(
  table: Table,
  name: string | undefined,
  consistentRead: boolean | undefined,
): Index | undefined {
  if (name === undefined) return undefined;
  const index = indexNamed(table, name);
  if (index === undefined) {
    throw validationException(`The table does not have the specified index: ${name}`);
  }
  if (index.kind === 'global' && consistentRead) {
    throw validationException('Consistent reads are not supported on global secondary indexes');
  }
  if (!index.readable) {
    throw validationException(`Cannot read from backfilling global secondary index: ${name}`);
  }
  return index;
}

export interface AnswerOptions {
  readonly operation: 'Query' | 'Scan';
  /** What the keys of the one partition begin with that was read; undefined where it was not one. */
  readonly partition: Buffer | undefined;
  readonly wantsItems: boolean;
  readonly consistentRead: boolean | undefined;
  readonly returnConsumedCapacity: ReturnConsumedCapacity;
}

/** What was read is paid for here. Items go from the store into the answer as text. */
export function readAnswer(
  { throughput, requests }: Pick<Engine, 'throughput' | 'requests'>,
  { table, index }: Pick<Source, 'table' | 'index'>,
  page: Page,
  options: AnswerOptions,
): JsonText {
  const { units, indexUses } = unitsOf(index, page, options.consistentRead ? 'strong' : 'eventual');
  throughput.consume('Read', table, options.partition, units, indexUses);
  requests.returned(table, options.operation, page.count);
  const capacity = new CapacityUse(table).add(units, indexUses).report(options.returnConsumedCapacity);
  const members = [
    `"Count":${page.count}`,
    `"ScannedCount":${page.scannedCount}`,
    ...(options.wantsItems ? [`"Items":[${page.items.join(',')}]`] : []),
    ...(page.lastKey === undefined ? [] : [`"LastEvaluatedKey":${JSON.stringify(page.lastKey)}`]),
    ...(capacity === undefined ? [] : [`"ConsumedCapacity":${JSON.stringify(capacity)}`]),
  ];
  return new JsonText(`{${members.join(',')}}`);
}

/** Of the table itself, and of the index. */
function unitsOf(
  index: Index | undefined,
  { bytes, fetched }: Page,
  consistency: ReadConsistency,
): { readonly units: number; readonly indexUses: IndexUses } {
  const units = readUnits(bytes, consistency);
  if (index === undefined) return { units, indexUses: NO_USES };
  const fetchUnits = fetched.reduce((sum, size) => sum + readUnits(size, consistency), 0);
  return { units: fetchUnits, indexUses: [[index, units]] };
}
