/** What a table's stream has told, by item: the order of records is defined for the records of one item only. */
import type { TableShape } from './generate/tables.js';
import { attributesOf } from './generate/tables.js';
import { canonical, isList, objectOf, type Spelling } from './outcome.js';
import type { Json, JsonObject, Send } from './wire.js';

/** A shard that stays open has no last iterator; it is at its end when it gives nothing this many times. */
const EMPTY_READS = 2;

/** The records of each item in their order, by the item's key as JSON. */
export type Records = ReadonlyMap<string, readonly Json[]>;

export async function readStream(table: TableShape, send: Send, number: Spelling): Promise<Records> {
  const described = objectOf(
    objectOf((await ask(send, 'DescribeTable', { TableName: table.name })).Table ?? null),
  );
  const arn = described.LatestStreamArn ?? null;
  const stream = objectOf((await ask(send, 'DescribeStream', { StreamArn: arn })).StreamDescription ?? null);
  const records = new Map<string, Json[]>();
  for (const shard of isList(stream.Shards) ? stream.Shards : []) {
    const { ShardId: id = null } = objectOf(shard);
    for (const record of await readShard(send, { StreamArn: arn, ShardId: id })) {
      const told = toldBy(canonical(record, number));
      const key = keyText(table, objectOf(told.Keys ?? null));
      records.set(key, [...(records.get(key) ?? []), told]);
    }
  }
  return records;
}

/** A key as it is in the map of records. */
export function keyText(table: TableShape, key: JsonObject): string {
  return JSON.stringify(attributesOf(table).map(({ name }) => key[name] ?? null));
}

async function readShard(send: Send, shard: JsonObject): Promise<Json[]> {
  const first = await ask(send, 'GetShardIterator', { ...shard, ShardIteratorType: 'TRIM_HORIZON' });
  const records: Json[] = [];
  let iterator: Json | undefined = first.ShardIterator;
  for (let empty = 0; iterator !== undefined && iterator !== null && empty < EMPTY_READS; ) {
    const page: JsonObject = await ask(send, 'GetRecords', { ShardIterator: iterator });
    const more = isList(page.Records) ? page.Records : [];
    records.push(...more);
    empty = more.length === 0 ? empty + 1 : 0;
    iterator = page.NextShardIterator;
  }
  return records;
}

/** Without what each engine gives itself: identities, times, numbers. */
function toldBy(record: Json): JsonObject {
  const { eventName = null, eventVersion = null, eventSource = null, dynamodb = null } = objectOf(record);
  const { SequenceNumber: _number, ApproximateCreationDateTime: _time, ...told } = objectOf(dynamodb);
  return { eventName, eventVersion, eventSource, ...told };
}

async function ask(send: Send, operation: string, input: JsonObject): Promise<JsonObject> {
  const { status, body } = await send(operation, input);
  if (status !== 200) throw new Error(`${operation} failed: ${JSON.stringify(body)}`);
  return objectOf(body);
}
