/** What Query and Scan have in common: the index they name, the capacity they use, the answer they give. */
import { validationException } from '../../../errors.js';
import { JsonText } from '../../../service.js';
import { type ReadConsistency, readUnits } from '../capacity-units.js';
import { CapacityUse, type ReturnConsumedCapacity } from '../items/consumed-capacity.js';
import { type Index, indexNamed, type Table } from '../tables/table.js';
import type { Page } from './page.js';

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
  readonly wantsItems: boolean;
  readonly consistentRead: boolean | undefined;
  readonly returnConsumedCapacity: ReturnConsumedCapacity;
}

/** Items go from the store into the answer as text. */
export function readAnswer(
  table: Table,
  index: Index | undefined,
  page: Page,
  options: AnswerOptions,
): JsonText {
  const capacity = capacityOf(table, index, page, options.consistentRead ? 'strong' : 'eventual').report(
    options.returnConsumedCapacity,
  );
  const members = [
    `"Count":${page.count}`,
    `"ScannedCount":${page.scannedCount}`,
    ...(options.wantsItems ? [`"Items":[${page.items.join(',')}]`] : []),
    ...(page.lastKey === undefined ? [] : [`"LastEvaluatedKey":${JSON.stringify(page.lastKey)}`]),
    ...(capacity === undefined ? [] : [`"ConsumedCapacity":${JSON.stringify(capacity)}`]),
  ];
  return new JsonText(`{${members.join(',')}}`);
}

function capacityOf(
  table: Table,
  index: Index | undefined,
  { bytes, fetched }: Page,
  consistency: ReadConsistency,
): CapacityUse {
  const units = readUnits(bytes, consistency);
  const use = new CapacityUse(table);
  if (index === undefined) return use.add(units);
  const fetchUnits = fetched.reduce((sum, size) => sum + readUnits(size, consistency), 0);
  return use.add(fetchUnits, new Map([[index, units]]));
}
