/**
 * What the calls about alarms need permission for.
 * AWS: "Actions, resources, and condition keys for Amazon CloudWatch".
 */
import type { AccessOf, AccessTable } from '../../service.js';
import { alarmArn } from './alarms.js';

interface AboutAlarms {
  readonly AlarmName?: string | undefined;
  readonly AlarmNames?: readonly string[] | undefined;
}

/** Each of the alarms that a request names; every alarm where it names none. */
function onAlarms(action: string): AccessOf<AboutAlarms> {
  return ({ AlarmName, AlarmNames }, place) => {
    const names = AlarmNames ?? [AlarmName ?? '*'];
    return (names.length === 0 ? ['*'] : names).map((name) => ({
      action: `cloudwatch:${action}`,
      resource: alarmArn(place, name),
    }));
  };
}

/** DescribeAlarmsForMetric is about no resource. */
export const ALARM_ACCESS: AccessTable = {
  DeleteAlarms: onAlarms('DeleteAlarms'),
  DescribeAlarmHistory: onAlarms('DescribeAlarmHistory'),
  DescribeAlarms: onAlarms('DescribeAlarms'),
  DisableAlarmActions: onAlarms('DisableAlarmActions'),
  EnableAlarmActions: onAlarms('EnableAlarmActions'),
  PutMetricAlarm: onAlarms('PutMetricAlarm'),
  SetAlarmState: onAlarms('SetAlarmState'),
};
