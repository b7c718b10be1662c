/**
 * What reads and writes cost in capacity units (AWS: "DynamoDB read and write operations"). A Query or Scan
 * adds up the sizes of what it read before it rounds; every other operation rounds per item.
 */

const READ_UNIT_BYTES = 4 * 1024; /* 4 KiB */
const WRITE_UNIT_BYTES = 1024; /* 1 KiB */

export type ReadConsistency = 'eventual' | 'strong' | 'transactional';

/** Units per 4 KiB. */
const READ_FACTOR = { eventual: 0.5, strong: 1, transactional: 2 } as const;
const TRANSACTIONAL_WRITE_FACTOR = 2;

/** Read units for `bytes` read at once. Finding nothing costs as much as the smallest item. */
export function readUnits(bytes: number, consistency: ReadConsistency): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * READ_FACTOR[consistency];
}

/**
 * Write units for one item. `bytes` is the larger of the item before and after the write; writing nothing (a
 * delete of what is not there, a failed condition) costs as much as the smallest item.
 */
export function writeUnits(bytes: number, { transactional = false } = {}): number {
  const units = Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
  return transactional ? units * TRANSACTIONAL_WRITE_FACTOR : units;
}
