/** What is kept of alarms, and under which keys. */
import type { EvaluationState, PutMetricAlarmInput, StateValue } from '@aws-sdk/client-cloudwatch';
import type { Collection, Store } from '../../store/store.js';
import type { Place, TaggedResource } from '../peers.js';
import type { TagJournal } from '../tag-journal.js';
import { configurationChange, stateChange } from './alarm-changes.js';
import type { AlarmHistory, HistoryRecord } from './alarm-history.js';

/** All that PutMetricAlarm says of an alarm, but for its name and its tags. */
export type AlarmDefinition = Omit<PutMetricAlarmInput, 'AlarmName' | 'Tags'>;

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON, where somebody gave some. */
  readonly reasonData?: string;
  /** Milliseconds since the epoch, virtual. */
  readonly updatedAt: number;
  /** When it last became another state. */
  readonly changedAt: number;
  /** Only where an evaluation went wrong. */
  readonly evaluation?: EvaluationState;
}

export interface AlarmRecord extends Place {
  readonly name: string;
  readonly arn: string;
  readonly definition: AlarmDefinition;
  /** Milliseconds since the epoch, virtual. */
  readonly configuredAt: number;
  readonly state: AlarmState;
  /** Undefined until it gets its first tag. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What AWS says of an alarm that nobody has looked at yet. */
const UNCHECKED = 'Unchecked: Initial alarm creation';

export class Alarms {
  readonly #store: Store;
  readonly #journal: TagJournal;
  readonly #history: AlarmHistory;
  readonly #records: Collection<AlarmRecord>;
  #all: readonly AlarmRecord[] | undefined;

  constructor(store: Store, journal: TagJournal, history: AlarmHistory) {
    this.#store = store;
    this.#journal = journal;
    this.#history = history;
    this.#records = store.collection('cloudwatch.alarms');
  }

  find(place: Place, name: string): AlarmRecord | undefined {
    return this.#records.get(keyOf(place, name));
  }

  /** In the order of their names, those whose names begin with `prefix`. */
  *list(place: Place, prefix = ''): Generator<AlarmRecord> {
    for (const { value } of this.#records.list(keyOf(place, prefix))) yield value;
  }

  /** Those of every account and region, in the order of their keys. Kept in memory until one of them changes. */
  everywhere(): readonly AlarmRecord[] {
    this.#all ??= [...this.#records.list()].map(({ value }) => value);
    return this.#all;
  }

  /**
   * Makes an alarm, or puts another definition in the place of the one it has. An alarm that exists keeps its
   * state and its tags; `tags` are for a new one.
   */
  put(
    { account, region }: Place,
    name: string,
    definition: AlarmDefinition,
    now: number,
    tags?: Readonly<Record<string, string>>,
  ): void {
    this.#store.write(() => {
      const existing = this.find({ account, region }, name);
      const alarm: AlarmRecord = {
        account,
        region,
        name,
        arn: alarmArn({ account, region }, name),
        state: {
          value: 'INSUFFICIENT_DATA',
          reason: UNCHECKED,
          updatedAt: now,
          changedAt: now,
        },
        ...(tags === undefined ? {} : { tags }),
        ...existing,
        definition,
        configuredAt: now,
      };
      this.save(alarm);
      this.#note(configurationChange(existing, alarm, now));
    });
  }

  /** Another state, or another reason for the same. Gives the alarm as it is now. */
  setState(
    alarm: AlarmRecord,
    { value, reason, reasonData, evaluation }: Omit<AlarmState, 'updatedAt' | 'changedAt'>,
    now: number,
  ): AlarmRecord {
    return this.#store.write(() => {
      const state: AlarmState = {
        value,
        reason,
        ...(reasonData === undefined ? {} : { reasonData }),
        ...(evaluation === undefined ? {} : { evaluation }),
        updatedAt: now,
        changedAt: value === alarm.state.value ? alarm.state.changedAt : now,
      };
      const changed = { ...alarm, state };
      this.save(changed);
      if (value !== alarm.state.value) this.#note(stateChange(alarm, state));
      return changed;
    });
  }

  save(record: AlarmRecord): void {
    this.#store.write(() => {
      this.#all = undefined;
      const before = this.find(record, record.name);
      this.#records.put(keyOf(record, record.name), record);
      if (record.tags !== undefined && JSON.stringify(before?.tags) !== JSON.stringify(record.tags)) {
        this.#journal.note(record, record.arn, record.tags);
      }
    });
  }

  /** Names of no alarm are passed over. */
  delete(place: Place, names: Iterable<string>, now: number): void {
    this.#store.write(() => {
      this.#all = undefined;
      for (const name of names) {
        const record = this.find(place, name);
        this.#records.delete(keyOf(place, name));
        this.#note(configurationChange(record, undefined, now));
        if (record?.tags !== undefined) this.#journal.note(record, record.arn, undefined);
      }
    });
  }

  #note(item: HistoryRecord | undefined): void {
    if (item !== undefined) this.#history.add(item);
  }

  /** For the tag search. */
  *tagged(place: Place): Generator<TaggedResource> {
    for (const { arn, tags } of this.list(place)) {
      if (tags !== undefined) yield { arn, tags };
    }
  }
}

export function alarmArn({ account, region }: Place, name: string): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

/** A name may hold slashes, so it stands last. */
function keyOf({ account, region }: Place, name: string): string {
  return `${account}/${region}/${name}`;
}
