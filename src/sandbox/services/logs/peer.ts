/** What other services ask of CloudWatch Logs. */
import type { LogsPeer, TagSource } from '../peers.js';
import { recordEmbeddedMetrics } from './embedded-metrics.js';
import type { Logs } from './logs.js';
import { writeEvents } from './put-events.js';
import { groupKey, streamKey } from './records.js';
import { createStream } from './streams.js';
import { taggedGroups } from './tags.js';

export function createPeer(logs: Logs): LogsPeer & TagSource {
  const { host, records } = logs;
  return {
    append: (place, groupName, streamName, events) =>
      records.store.write(() => {
        const group = records.groups.get(groupKey(place, groupName));
        if (group === undefined) return false;
        const stream =
          records.streams.get(streamKey(group, streamName)) ??
          createStream(records, group, streamName, host.clock.now());
        writeEvents(logs, { place, group, stream }, events);
        const { clock, metrics } = host;
        recordEmbeddedMetrics(events, { metrics, place, now: clock.now(), timeFrom: 'event' });
        return true;
      }),

    createGroup: (place, name) =>
      records.store.write(() => {
        if (records.groups.get(groupKey(place, name)) !== undefined) return;
        records.groups.put(groupKey(place, name), {
          id: records.takeNumbers(1),
          name,
          groupClass: 'STANDARD',
          createdAt: host.clock.now(),
          storedBytes: 0,
        });
      }),

    taggedResources: (account, region) => taggedGroups(records, { account, region }),
  };
}
