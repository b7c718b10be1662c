/** What all operations of CloudWatch Logs work on. */
import type { Host } from '../../service.js';
import { EventStore } from './event-store.js';
import { openRecords, type Records } from './records.js';
import { Upkeep } from './upkeep.js';

export interface Logs {
  readonly host: Host;
  readonly records: Records;
  readonly events: EventStore;
  readonly upkeep: Upkeep;
}

export function openLogs(host: Host): Logs {
  const records = openRecords(host.store);
  const events = new EventStore(host.store);
  return { host, records, events, upkeep: new Upkeep(host.clock, records, events) };
}
