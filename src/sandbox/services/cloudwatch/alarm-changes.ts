/** How the history of alarms tells a change: of what an alarm is, and of the state that it is in. */

import type { HistoryRecord } from './alarm-history.js';
import { isoDate } from './alarm-reason.js';
import type { AlarmRecord, AlarmState } from './alarms.js';

/** An alarm made, set to something else or deleted: `Alarm "orders-throttled" created`. */
export function configurationChange(
  before: AlarmRecord | undefined,
  after: AlarmRecord | undefined,
  at: number,
): HistoryRecord | undefined {
  const alarm = after ?? before;
  if (alarm === undefined) return undefined;
  const [verb, detail] =
    after === undefined
      ? ['deleted', { type: 'Delete', deletedAlarm: detailOf(alarm) }]
      : before === undefined
        ? ['created', { type: 'Create', createdAlarm: detailOf(alarm) }]
        : ['updated', { type: 'Update', originalAlarm: detailOf(before), updatedAlarm: detailOf(alarm) }];
  return item(alarm, 'ConfigurationUpdate', at, `Alarm "${alarm.name}" ${verb}`, {
    version: '1.0',
    ...detail,
  });
}

/** `Alarm updated from OK to ALARM` */
export function stateChange(alarm: AlarmRecord, to: AlarmState): HistoryRecord {
  return item(alarm, 'StateUpdate', to.updatedAt, `Alarm updated from ${alarm.state.value} to ${to.value}`, {
    version: '1.0',
    oldState: stateOf(alarm.state),
    newState: stateOf(to),
  });
}

/** What became of an action. @param error why it was not carried out */
export function actionTaken(alarm: AlarmRecord, action: string, at: number, error?: string): HistoryRecord {
  const summary = error === undefined ? 'Successfully executed action' : 'Failed to execute action';
  return item(alarm, 'Action', at, `${summary} ${action}`, {
    actionState: error === undefined ? 'Succeeded' : 'Failed',
    stateUpdateTimestamp: alarm.state.updatedAt,
    notificationResource: action,
    publishedMessage: null,
    ...(error === undefined ? {} : { error }),
  });
}

function item(
  { account, region, name }: AlarmRecord,
  type: HistoryRecord['type'],
  at: number,
  summary: string,
  data: object,
): HistoryRecord {
  return { account, region, alarmName: name, type, at, summary, data: JSON.stringify(data) };
}

function detailOf({ name, arn, definition, configuredAt, state }: AlarmRecord): object {
  const members = Object.entries(definition).map(([member, value]) => [
    lowerFirst(member),
    inLowerCamel(value),
  ]);
  return {
    alarmName: name,
    alarmArn: arn,
    alarmConfigurationUpdatedTimestamp: isoDate(configuredAt),
    ...Object.fromEntries(members),
    stateValue: state.value,
    stateUpdatedTimestamp: isoDate(state.updatedAt),
  };
}

function stateOf({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) }),
  };
}

/** The history writes members as `alarmName`, the API as `AlarmName`. */
function inLowerCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inLowerCamel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [lowerFirst(name), inLowerCamel(inner)]),
  );
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
