/**
 * CloudWatch: alarms, which are evaluated once a virtual minute.
 * AWS: "Amazon CloudWatch API Reference".
 */
import type { Host, Service } from '../../service.js';
import type { CloudWatchPeer } from '../peers.js';
import { openTagJournal } from '../tag-journal.js';
import { ALARM_ACCESS } from './alarm-access.js';
import { AlarmEvaluator } from './alarm-evaluator.js';
import { alarmHandlers } from './alarm-handlers.js';
import { alarmHistoryHandler, openAlarmHistory } from './alarm-history.js';
import { Alarms } from './alarms.js';
import { tagHandlers } from './tags.js';

export function createCloudWatch(host: Host): Service {
  const history = openAlarmHistory(host.store);
  const alarms = new Alarms(host.store, openTagJournal(host.store, host.clock), history);
  const evaluator = new AlarmEvaluator(host, alarms, history);
  const peer: CloudWatchPeer = {
    putAlarm: (place, name, definition) =>
      host.store.write(() => {
        alarms.put(place, name, definition, host.clock.now());
        evaluator.watch();
      }),
    deleteAlarms: (place, names) => alarms.delete(place, names, host.clock.now()),
    taggedResources: (account, region) => alarms.tagged({ account, region }),
  };
  return {
    handlers: {
      ...alarmHandlers(host, alarms, evaluator),
      ...tagHandlers(alarms),
      DescribeAlarmHistory: alarmHistoryHandler(host, history),
    },
    access: ALARM_ACCESS,
    peer,
  };
}
