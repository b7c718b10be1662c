/**
 * CloudWatch: metrics and what is made of them, dashboards, and alarms, which are evaluated once a virtual minute.
 * AWS: "Amazon CloudWatch API Reference".
 */
import { isDeepStrictEqual } from 'node:util';
import type { Host, Service } from '../../service.js';
import type { CloudWatchPeer } from '../peers.js';
import { openTagJournal } from '../tag-journal.js';
import { ALARM_ACCESS } from './alarm-access.js';
import { AlarmEvaluator } from './alarm-evaluator.js';
import { alarmHandlers } from './alarm-handlers.js';
import { alarmHistoryHandler, openAlarmHistory } from './alarm-history.js';
import { Alarms } from './alarms.js';
import { DASHBOARD_ACCESS, dashboardHandlers } from './dashboard-handlers.js';
import { Dashboards } from './dashboards.js';
import { METRIC_ACCESS, metricHandlers } from './metric-handlers.js';
import { TAG_ACCESS, taggable, tagHandlers } from './tags.js';

export function createCloudWatch(host: Host): Service {
  const history = openAlarmHistory(host.store);
  const journal = openTagJournal(host.store, host.clock);
  const alarms = new Alarms(host.store, journal, history);
  const dashboards = new Dashboards(host.store, journal);
  const evaluator = new AlarmEvaluator(host, alarms, history);
  const peer: CloudWatchPeer = {
    putAlarm: (place, name, definition) => {
      if (isDeepStrictEqual(alarms.find(place, name)?.definition, definition)) return;
      host.store.write(() => {
        alarms.put(place, name, definition, host.clock.now());
        evaluator.watch();
      });
    },
    deleteAlarms: (place, names) => alarms.delete(place, names, host.clock.now()),
    *taggedResources(account, region) {
      yield* alarms.tagged({ account, region });
      yield* dashboards.tagged(account, region);
    },
  };
  return {
    handlers: {
      ...alarmHandlers(host, alarms, evaluator),
      ...metricHandlers(host),
      ...dashboardHandlers(host, dashboards),
      ...tagHandlers(alarms, dashboards),
      DescribeAlarmHistory: alarmHistoryHandler(host, history),
    },
    tagsOf: (arn, place) => taggable(alarms, dashboards, place, arn)?.tags,
    access: { ...ALARM_ACCESS, ...METRIC_ACCESS, ...DASHBOARD_ACCESS, ...TAG_ACCESS },
    peer,
  };
}
