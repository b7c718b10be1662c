/** A table, or one of its global indexes, as capacity is counted: each has its own. */
import { indexArn, tableArn } from '../arns.js';
import type { GlobalIndexRecord, TableRecord } from '../tables/record.js';
import { Flow, type FlowState } from './flow.js';
import type { Direction, Settings } from './limits.js';
import type { Refusal } from './refusals.js';
import type { ResourceMeters } from './resource-meters.js';

export type ResourceState = Readonly<Record<Direction, FlowState>>;

export class Resource {
  readonly meters: ResourceMeters;
  readonly #arn: string;
  readonly #kind: Refusal['resource'];
  readonly #flows: Readonly<Record<Direction, Flow>>;
  #settings: Settings;

  /** @param index undefined for the table itself. @param kept what it was like; default: new. */
  constructor(
    record: TableRecord,
    index: GlobalIndexRecord | undefined,
    meters: ResourceMeters,
    now: number,
    kept?: ResourceState,
  ) {
    this.meters = meters;
    this.#kind = index === undefined ? 'Table' : 'Index';
    this.#arn =
      index === undefined ? tableArn(record, record.name) : indexArn(record, record.name, index.name);
    this.#settings = settingsOf(record, index);
    this.#flows = {
      Read: new Flow('Read', this.#settings, now, kept?.Read),
      Write: new Flow('Write', this.#settings, now, kept?.Write),
    };
  }

  /** What keeps a request out, which is counted as throttled; undefined where nothing does. */
  refusal(direction: Direction, now: number, partition: number | undefined): Refusal | undefined {
    const type = this.#flows[direction].limitReached(now, partition);
    return type && this.refused(direction, type);
  }

  /** The same, by the partition alone. */
  partitionRefusal(direction: Direction, now: number, partition: number | undefined): Refusal | undefined {
    const type = this.#flows[direction].partitionLimitReached(now, partition);
    return type && this.refused(direction, type);
  }

  /** Counts a request as throttled. */
  refused(direction: Direction, type: Refusal['type']): Refusal {
    this.meters.throttled(direction, type);
    const isOnDemand = this.#settings.billingMode === 'PAY_PER_REQUEST';
    return { resource: this.#kind, direction, type, arn: this.#arn, isOnDemand };
  }

  take(direction: Direction, units: number, now: number, partition: number | undefined): void {
    this.#flows[direction].take(units, now, partition);
    this.meters.consumed(direction, units);
  }

  /** Other capacity from now on, where the record says so. */
  follow(record: TableRecord, index: GlobalIndexRecord | undefined, now: number): void {
    this.#settings = settingsOf(record, index);
    for (const flow of Object.values(this.#flows)) flow.change(this.#settings, now);
  }

  tellProvisioned(): void {
    const { read, write } = this.#settings.throughput;
    this.meters.provisioned('Read', read);
    this.meters.provisioned('Write', write);
  }

  state(now: number): ResourceState {
    return { Read: this.#flows.Read.state(now), Write: this.#flows.Write.state(now) };
  }
}

function settingsOf({ billingMode, ...table }: TableRecord, index: GlobalIndexRecord | undefined): Settings {
  const { throughput, onDemandLimits } = index ?? table;
  return { billingMode, throughput, ...(onDemandLimits === undefined ? {} : { onDemandLimits }) };
}
