/**
 * Tells CloudWatch what is provisioned: every five minutes, as AWS does (AWS: "DynamoDB metrics and dimensions"), and
 * also when a table is new or has other units, so that the minute of a change shows both. On-demand tables have none.
 */
import type { VirtualClock } from '../../../clock.js';
import type { TableCatalog } from '../tables/catalog.js';
import type { TableRecord } from '../tables/record.js';
import type { Throughput } from './throughput.js';

const INTERVAL = 5 * 60_000; /* 5 min */
const TIMER = 'dynamodb.capacity';

export interface ProvisionedMetricsOptions {
  readonly clock: Pick<VirtualClock, 'now' | 'onTimer' | 'setTimer'>;
  readonly tables: TableCatalog;
  readonly throughput: Throughput;
}

/** Does so from now on; the timer for it is set while there is a provisioned table. */
export function tellProvisioned({ clock, tables, throughput }: ProvisionedMetricsOptions): void {
  let isScheduled = false;
  const schedule = (): void => {
    if (isScheduled) return;
    clock.setTimer(TIMER, '', (Math.floor(clock.now() / INTERVAL) + 1) * INTERVAL);
    isScheduled = true;
  };
  clock.onTimer(TIMER, () => {
    isScheduled = false;
    for (const table of tables.all()) {
      if (!isProvisioned(table.record)) continue;
      throughput.tellProvisioned(table);
      schedule();
    }
  });
  tables.watch({
    saved(table, before) {
      if (!isProvisioned(table.record)) return;
      schedule();
      const isNew = unitsOf(table.record) !== (before && unitsOf(before.record));
      if (isNew) throughput.tellProvisioned(table);
    },
    removed: () => undefined,
  });
}

function isProvisioned({ billingMode, status }: TableRecord): boolean {
  return billingMode === 'PROVISIONED' && status !== 'CREATING' && status !== 'DELETING';
}

/** What is provisioned, to be compared; of a table that is being made, nothing. */
function unitsOf(record: TableRecord): string {
  if (!isProvisioned(record)) return '';
  const { throughput, globalIndexes } = record;
  const units = [throughput, ...globalIndexes.map((index) => index.throughput)];
  return units.map(({ read, write }) => `${read}/${write}`).join(' ');
}
