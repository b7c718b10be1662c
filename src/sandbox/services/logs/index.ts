/**
 * CloudWatch Logs: groups with retention and tags, streams, events, searches.
 * AWS: "Amazon CloudWatch Logs API Reference".
 */
import type { Host, Service } from '../../service.js';
import { ACCESS } from './access.js';
import { filterLogEvents } from './filter-events.js';
import { getLogEvents } from './get-events.js';
import { groupHandlers } from './groups.js';
import { openLogs } from './logs.js';
import { groupOfArn } from './lookup.js';
import { createPeer } from './peer.js';
import { putLogEvents } from './put-events.js';
import { streamHandlers } from './streams.js';
import { tagHandlers } from './tags.js';

export function createLogs(host: Host): Service {
  const logs = openLogs(host);
  return {
    handlers: {
      ...groupHandlers(logs),
      ...tagHandlers(logs),
      ...streamHandlers(logs),
      PutLogEvents: putLogEvents(logs),
      GetLogEvents: getLogEvents(logs),
      FilterLogEvents: filterLogEvents(logs),
    },
    access: ACCESS,
    tagsOf: (arn, place) => groupOfArn(logs.records, place, arn)?.tags,
    peer: createPeer(logs),
  };
}
