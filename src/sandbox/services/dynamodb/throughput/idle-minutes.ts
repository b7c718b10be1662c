/**
 * Tells CloudWatch of provisioned capacity that nobody uses: a zero for every minute without traffic, by which alarms
 * notice that a load has gone (AWS: "DynamoDB metrics and dimensions": the average is influenced by periods of
 * inactivity where the sample value will be zero).
 */
import type { VirtualClock } from '../../../clock.js';
import type { TableCatalog } from '../tables/catalog.js';
import type { TableRecord } from '../tables/record.js';
import type { Throughput } from './throughput.js';

const MINUTE = 60_000; /* ms */
const TIMER = 'dynamodb.idle';
const EVERY = 'minute';

export interface IdleMinutesOptions {
  readonly clock: Pick<VirtualClock, 'now' | 'onTimer' | 'setTimer' | 'hasTimer'>;
  readonly tables: TableCatalog;
  readonly throughput: Throughput;
}

/** Does so from now on, at the end of each minute in which there is a provisioned table. */
export function tellIdleMinutes({ clock, tables, throughput }: IdleMinutesOptions): void {
  const next = (): number => (Math.floor(clock.now() / MINUTE) + 1) * MINUTE;
  clock.onTimer(TIMER, () => {
    const minute = next() - 2 * MINUTE;
    const provisioned = [...tables.all()].filter(({ record }) => isProvisioned(record));
    for (const table of provisioned) throughput.endMinute(table, minute);
    if (provisioned.length > 0) clock.setTimer(TIMER, EVERY, next());
  });
  const watch = (record: TableRecord): void => {
    if (isProvisioned(record) && !clock.hasTimer(TIMER, EVERY)) clock.setTimer(TIMER, EVERY, next());
  };
  for (const { record } of tables.all()) watch(record);
  tables.watch({ saved: ({ record }) => watch(record), removed: () => undefined });
}

function isProvisioned({ billingMode, status }: TableRecord): boolean {
  return billingMode === 'PROVISIONED' && status !== 'CREATING';
}
