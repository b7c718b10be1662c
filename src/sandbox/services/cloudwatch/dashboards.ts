/** What is kept of dashboards. They belong to an account, not to a region of it. */
import type { Collection, Store } from '../../store/store.js';
import type { TaggedResource } from '../peers.js';
import type { TagJournal } from '../tag-journal.js';

export interface DashboardRecord {
  /** Twelve digits. */
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  /** JSON, as it was put. */
  readonly body: string;
  /** Milliseconds since the epoch, virtual. */
  readonly modifiedAt: number;
  /** Undefined until it gets its first tag. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Where the tag search finds what belongs to no region. */
const TAG_REGION = 'us-east-1';

export class Dashboards {
  readonly #store: Store;
  readonly #journal: TagJournal;
  readonly #records: Collection<DashboardRecord>;

  constructor(store: Store, journal: TagJournal) {
    this.#store = store;
    this.#journal = journal;
    this.#records = store.collection('cloudwatch.dashboards');
  }

  find(account: string, name: string): DashboardRecord | undefined {
    return this.#records.get(keyOf(account, name));
  }

  /** In the order of their names, those whose names begin with `prefix`. */
  *list(account: string, prefix = ''): Generator<DashboardRecord> {
    for (const { value } of this.#records.list(keyOf(account, prefix))) yield value;
  }

  save(record: DashboardRecord): void {
    this.#store.write(() => {
      const before = this.find(record.account, record.name);
      this.#records.put(keyOf(record.account, record.name), record);
      if (record.tags !== undefined && JSON.stringify(before?.tags) !== JSON.stringify(record.tags)) {
        this.#journal.note({ account: record.account, region: TAG_REGION }, record.arn, record.tags);
      }
    });
  }

  /** False where there is none. */
  delete(account: string, name: string): boolean {
    return this.#store.write(() => {
      const record = this.find(account, name);
      if (record === undefined) return false;
      this.#records.delete(keyOf(account, name));
      if (record.tags !== undefined) {
        this.#journal.note({ account, region: TAG_REGION }, record.arn, undefined);
      }
      return true;
    });
  }

  *tagged(account: string, region: string): Generator<TaggedResource> {
    if (region !== TAG_REGION) return;
    for (const { arn, tags } of this.list(account)) {
      if (tags !== undefined) yield { arn, tags };
    }
  }
}

export function dashboardArn(account: string, name: string): string {
  return `arn:aws:cloudwatch::${account}:dashboard/${name}`;
}

function keyOf(account: string, name: string): string {
  return `${account}/${name}`;
}
