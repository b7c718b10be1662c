/** A copy of the table, made from nothing but its stream. */
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { expect } from 'vitest';
import type { CrashSandbox } from './crash-sandbox.js';
import { type Item, nameOf } from './crash-table.js';

export class StreamCopy {
  readonly items = new Map<string, Item>();
  /** How many records have been read. */
  records = 0;
  readonly #sandbox: CrashSandbox;
  readonly #arn: string;
  /** The last sequence number read, by shard. */
  readonly #positions = new Map<string, string>();

  constructor(sandbox: CrashSandbox, arn: string) {
    this.#sandbox = sandbox;
    this.#arn = arn;
  }

  /** Reads on where it stopped and does what the records say; each has to fit what is there. */
  async catchUp(): Promise<void> {
    const { StreamDescription } = await this.#sandbox.streams.send(
      new DescribeStreamCommand({ StreamArn: this.#arn }),
    );
    for (const { ShardId = '' } of StreamDescription?.Shards ?? []) await this.#readShard(ShardId);
  }

  async #readShard(ShardId: string): Promise<void> {
    const position = this.#positions.get(ShardId);
    const { streams } = this.#sandbox;
    let { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: this.#arn,
        ShardId,
        ...(position === undefined
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }),
      }),
    );
    while (ShardIterator !== undefined) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
      const { Records = [] } = page;
      if (Records.length === 0) return;
      for (const record of Records) this.#take(ShardId, record);
      ShardIterator = page.NextShardIterator;
    }
  }

  #take(shard: string, { eventName, dynamodb }: StreamRecord): void {
    const { Keys = {}, OldImage, NewImage, SequenceNumber = '' } = dynamodb ?? {};
    const name = nameOf(Keys);
    const before = this.items.get(name);
    expect({ name, image: OldImage }).toEqual({ name, image: before });
    expect(eventName).toBe(before === undefined ? 'INSERT' : NewImage === undefined ? 'REMOVE' : 'MODIFY');
    if (NewImage === undefined) this.items.delete(name);
    else this.items.set(name, NewImage);
    this.#positions.set(shard, SequenceNumber);
    this.records += 1;
  }
}
