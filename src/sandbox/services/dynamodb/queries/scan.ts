/** Scan. */
import type { ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { JsonText, Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import { checkConditionPaths } from '../items/key-paths.js';
import { SCAN } from '../requests/item-constraints.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import { type KeyRange, prefixRange } from '../values/key-range.js';
import { readPage, type Source } from './page.js';
import { readAnswer, readableIndex } from './read-answer.js';
import { checkSelect, checkSelectOnIndex, fetchesItems } from './selection.js';
import { checkedStartKey, scanPosition } from './start-key.js';

type Input = Wire<ScanCommandInput>;

/** Keys are spread evenly over the values of their first four bytes behind the table's id. */
const HASHES = 2 ** 32;
const HASH_BYTES = 4;

export function scan(engine: Engine, scope: TableScope, input: Input): JsonText {
  checkConstraints(SCAN, input);
  refuseLegacyParameters(input);
  const startKey = input.ExclusiveStartKey && checkedStartKey(input.ExclusiveStartKey);
  const expressions = parseExpressions(input, ['FilterExpression', 'ProjectionExpression'], 'older');
  checkSelect(input.Select, expressions, input.IndexName);
  checkSegments(input);

  const table = engine.tables.open(scope, input.TableName ?? '');
  const index = readableIndex(table, input.IndexName, input.ConsistentRead);
  const range = segmentRange((index ?? table).id, input);
  const after = startKey && scanPosition(startKey, table, index);
  if (after !== undefined) checkInSegment(after, range, input);
  checkSelectOnIndex(input.Select, expressions, index);
  checkConditionPaths(table, expressions.filter);
  checkConditionPaths(table, expressions.projection);

  const wantsItems = input.Select !== 'COUNT';
  const source: Source = { table, index, range, ...(after && { after }) };
  engine.throughput.assertReadable(table, index, undefined);
  const page = readPage(engine.reads.view(table, index, input.ConsistentRead), source, {
    limit: input.Limit,
    filter: expressions.filter,
    projection: expressions.projection,
    wantsItems,
    fetchesItems: fetchesItems(input.Select, expressions, index),
  });
  return readAnswer(engine, source, page, {
    operation: 'Scan',
    partition: undefined,
    wantsItems,
    consistentRead: input.ConsistentRead,
    returnConsumedCapacity: input.ReturnConsumedCapacity,
  });
}

function checkSegments({ Segment: segment, TotalSegments: total }: Input): void {
  if (segment !== undefined && total === undefined) {
    throw validationException(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment === undefined && total !== undefined) {
    throw validationException(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (segment !== undefined && total !== undefined && segment >= total) {
    throw validationException(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: ' +
        `Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
}

/** An equal share of the partitions; a partition is never split. */
function segmentRange(id: Buffer, { Segment: segment = 0, TotalSegments: total = 1 }: Input): KeyRange {
  const all = prefixRange(id);
  return {
    start: segment === 0 ? all.start : atHash(id, Math.floor((segment * HASHES) / total)),
    end: segment === total - 1 ? all.end : atHash(id, Math.floor(((segment + 1) * HASHES) / total)),
  };
}

function atHash(id: Buffer, hash: number): Buffer {
  const bytes = Buffer.alloc(id.length + HASH_BYTES);
  id.copy(bytes);
  bytes.writeUInt32BE(hash, id.length);
  return bytes;
}

function checkInSegment(position: Buffer, { start, end }: KeyRange, input: Input): void {
  if (Buffer.compare(start, position) <= 0 && Buffer.compare(position, end) < 0) return;
  throw validationException(
    'The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct ' +
      `Segment. TotalSegments: ${input.TotalSegments} Segment: ${input.Segment}`,
  );
}
