/**
 * BatchGetItem: items of any tables; those that do not fit into the answer, or that there is no
 * capacity for, come back as UnprocessedKeys.
 */
import type { BatchGetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints, constraintError } from '../../../protocol/constraints.js';
import { JsonText, type Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import { readUnits } from '../capacity-units.js';
import type { Engine } from '../engine.js';
import { parseExpressions } from '../expressions/expressions.js';
import type { Projection } from '../expressions/projection.js';
import { BATCH_GET_ITEM, MAX_BATCH_KEYS } from '../requests/item-constraints.js';
import { refuseLegacyParameters } from '../requests/unserved.js';
import type { Table } from '../tables/table.js';
import { type Refusal, throttlingError } from '../throughput/refusals.js';
import type { Item } from '../values/attribute-value.js';
import { checkItem } from '../values/check-value.js';
import { CapacityUse } from './consumed-capacity.js';
import { keyOfRequest } from './item-keys.js';
import { checkConditionPaths } from './key-paths.js';

/** What one answer holds, by the sizes of its items before projection. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024; /* 16 MiB */

type Input = Wire<BatchGetItemCommandInput>;
type Request = NonNullable<Input['RequestItems']>[string];

interface CheckedRequest {
  readonly name: string;
  readonly request: Request;
  readonly keys: readonly Item[];
  readonly projection: Projection | undefined;
}

interface TableRead extends CheckedRequest {
  readonly table: Table;
  /** Where the items are, in the order of the request. */
  readonly places: readonly Buffer[];
}

export function batchGetItem(engine: Engine, scope: TableScope, input: Input): JsonText {
  checkConstraints(BATCH_GET_ITEM, input);
  const requests = Object.entries(input.RequestItems ?? {});
  if (requests.length === 0) throw wrongLength('RequestItems', 'greater than or equal to 1');
  const checked = requests.map(([name, request]) => checkRequest(name, request));
  const count = checked.reduce((sum, { keys }) => sum + keys.length, 0);
  if (count > MAX_BATCH_KEYS) throw validationException('Too many items requested for the BatchGetItem call');
  const reads = checked.map((request) => locate(engine.tables.open(scope, request.name), request));
  return new BatchReader(engine, input).read(reads);
}

/** Of AWS's two wordings, BatchGetItem has the newer one. */
function wrongLength(path: string, bound: string): Error {
  return constraintError([
    `Value at '${path}' failed to satisfy constraint: Member must have length ${bound}`,
  ]);
}

function checkRequest(name: string, request: Request): CheckedRequest {
  const keys = request.Keys ?? [];
  const path = `RequestItems.${name}.member.Keys`;
  if (keys.length < 1) throw wrongLength(path, 'greater than or equal to 1');
  if (keys.length > MAX_BATCH_KEYS) throw wrongLength(path, `less than or equal to ${MAX_BATCH_KEYS}`);
  refuseLegacyParameters(request);
  const checked = keys.map((key) => checkItem(key));
  const { projection } = parseExpressions(request, ['ProjectionExpression']);
  return { name, request, keys: checked, projection };
}

function locate(table: Table, request: CheckedRequest): TableRead {
  const places = request.keys.map((key) => keyOfRequest(table, key));
  if (new Set(places.map((place) => place.toString('latin1'))).size < places.length) {
    throw validationException('Provided list of item keys contains duplicates');
  }
  checkConditionPaths(table, request.projection);
  return { ...request, table, places };
}

class BatchReader {
  readonly #engine: Engine;
  readonly #input: Input;
  #bytes = 0;
  /** How many keys were looked at. */
  #processed = 0;
  readonly #refusals: Refusal[] = [];

  constructor(engine: Engine, input: Input) {
    this.#engine = engine;
    this.#input = input;
  }

  read(reads: readonly TableRead[]): JsonText {
    const answers = reads.map((read) => this.#readTable(read));
    if (this.#processed === 0 && this.#refusals.length > 0) throw throttlingError(this.#refusals);
    const responses = answers.map(({ name, items }) => `${JSON.stringify(name)}:[${items.join(',')}]`);
    const unprocessed = answers.flatMap(({ name, request, left }) =>
      left.length === 0 ? [] : [[name, { ...request, Keys: left }] as const],
    );
    const capacity = answers.flatMap(({ use }) => use.report(this.#input.ReturnConsumedCapacity) ?? []);
    const members = [
      `"Responses":{${responses.join(',')}}`,
      `"UnprocessedKeys":${JSON.stringify(Object.fromEntries(unprocessed))}`,
      ...(capacity.length === 0 ? [] : [`"ConsumedCapacity":${JSON.stringify(capacity)}`]),
    ];
    return new JsonText(`{${members.join(',')}}`);
  }

  #readTable({ name, table, request, keys, places, projection }: TableRead) {
    const consistency = request.ConsistentRead ? 'strong' : 'eventual';
    const view = this.#engine.reads.view(table, undefined, request.ConsistentRead);
    const use = new CapacityUse(table);
    const items: string[] = [];
    const left: Item[] = [];
    for (const [position, place] of places.entries()) {
      if (!this.#isAdmitted(table, place)) {
        left.push(...keys.slice(position, position + 1));
        continue;
      }
      const stored = view.get('rows', place);
      const size = stored?.size ?? 0;
      if (this.#bytes + size > MAX_ANSWER_BYTES) {
        left.push(...keys.slice(position));
        break;
      }
      this.#bytes += size;
      this.#processed += 1;
      const units = readUnits(size, consistency);
      this.#engine.throughput.consume('Read', table, place, units);
      use.add(units);
      if (stored === undefined) continue;
      items.push(projection === undefined ? stored.json : JSON.stringify(projection.apply(stored.item)));
    }
    return { name, items, use, request, left };
  }

  #isAdmitted(table: Table, place: Buffer): boolean {
    const refusals = this.#engine.throughput.readRefusals(table, undefined, place);
    this.#refusals.push(...refusals);
    return refusals.length === 0;
  }
}
