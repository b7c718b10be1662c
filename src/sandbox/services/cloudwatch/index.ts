/**
 * CloudWatch: alarms, which are kept and described as they were put. There are no metrics yet, so an alarm's
 * state changes by SetAlarmState only.
 * AWS: "Amazon CloudWatch API Reference".
 */
import type { Host, Service } from '../../service.js';
import type { CloudWatchPeer } from '../peers.js';
import { openTagJournal } from '../tag-journal.js';
import { alarmHandlers } from './alarm-handlers.js';
import { Alarms } from './alarms.js';
import { tagHandlers } from './tags.js';

export function createCloudWatch(host: Host): Service {
  const alarms = new Alarms(host.store, openTagJournal(host.store, host.clock));
  const peer: CloudWatchPeer = {
    putAlarm: (place, name, definition) => alarms.put(place, name, definition, host.clock.now()),
    deleteAlarms: (place, names) => alarms.delete(place, names),
    taggedResources: (account, region) => alarms.tagged({ account, region }),
  };
  return { handlers: { ...alarmHandlers(host, alarms), ...tagHandlers(alarms) }, peer };
}
