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

/** AWS asks for all alarms where some are looked for, named or not. */
function onAllAlarms(action: string): AccessOf<AboutAlarms> {
  return (_, place) => [{ action: `cloudwatch:${action}`, resource: alarmArn(place, '*') }];
}

/** Each of the alarms that a request names. */
function onAlarms(action: string): AccessOf<AboutAlarms> {
  return ({ AlarmName, AlarmNames }, place) => {
    const names = AlarmNames ?? [AlarmName ?? '*'];
    return (names.length === 0 ? [''] : names).map((name) => ({
      action: `cloudwatch:${action}`,
      resource: alarmArn(place, name),
    }));
  };
}

/** Tags on creation are tagging. AWS: "PutMetricAlarm" in the Amazon CloudWatch API Reference. */
const putMetricAlarm: AccessOf<AboutAlarms & { readonly Tags?: readonly object[] | undefined }> = (
  input,
  place,
) => [
  ...onAlarms('PutMetricAlarm')(input, place),
  ...(input.Tags === undefined ? [] : onAlarms('TagResource')(input, place)),
];

/** DescribeAlarmsForMetric is about no resource. */
export const ALARM_ACCESS: AccessTable = {
  DeleteAlarms: onAlarms('DeleteAlarms'),
  DescribeAlarmHistory: onAlarms('DescribeAlarmHistory'),
  DescribeAlarms: onAllAlarms('DescribeAlarms'),
  DisableAlarmActions: onAlarms('DisableAlarmActions'),
  EnableAlarmActions: onAlarms('EnableAlarmActions'),
  PutMetricAlarm: putMetricAlarm,
  SetAlarmState: onAlarms('SetAlarmState'),
};
