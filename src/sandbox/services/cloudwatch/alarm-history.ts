/** What happened to alarms, also to those that are gone. AWS: "DescribeAlarmHistory". */
import type {
  AlarmHistoryItem,
  DescribeAlarmHistoryInput,
  DescribeAlarmHistoryOutput,
  HistoryItemType,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, validationException } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, Host } from '../../service.js';
import type { Store } from '../../store/store.js';
import { pageOf } from '../page-token.js';
import type { Place } from '../peers.js';
import { Timeline } from '../timeline.js';
import { RULES } from './rules.js';

export interface HistoryRecord extends Place {
  readonly alarmName: string;
  readonly type: HistoryItemType;
  /** Milliseconds since the epoch, virtual. */
  readonly at: number;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

export type AlarmHistory = Timeline<HistoryRecord>;

/** AWS keeps it as long. */
const KEPT = 30 * 24 * 60 * 60 * 1000; /* 30 days */
/** On a page, where a request does not say how many. */
const RECORDS_PER_PAGE = 100;

export function openAlarmHistory(store: Store): AlarmHistory {
  return new Timeline(store, 'cloudwatch.alarm-history', { timeOf: ({ at }) => at, kept: KEPT });
}

export function alarmHistoryHandler(
  host: Host,
  history: AlarmHistory,
): Handler<DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput> {
  return (input, context) => {
    checkConstraints(RULES.DescribeAlarmHistory, input);
    const { MaxRecords = RECORDS_PER_PAGE, NextToken, ...filter } = input;
    if (filter.AlarmContributorId !== undefined) {
      throw validationException('The sandbox does not serve the parameter AlarmContributorId.');
    }
    const descending = filter.ScanBy !== 'TimestampAscending';
    const found = [...history.list(context, host.clock.now())].filter(({ value }) => matches(value, filter));
    const page = pageOf(descending ? found.reverse() : found, {
      limit: MaxRecords,
      token: NextToken,
      descending,
      request: { operation: 'DescribeAlarmHistory', ...filter },
      invalid: () => {
        throw new AwsError('InvalidNextToken', 'The specified nextToken is invalid');
      },
    });
    return {
      AlarmHistoryItems: page.items.map(describeItem),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };
}

type Filter = Omit<DescribeAlarmHistoryInput, 'MaxRecords' | 'NextToken'>;

function matches({ alarmName, type, at }: HistoryRecord, filter: Filter): boolean {
  const { AlarmName, AlarmTypes = [], HistoryItemType, StartDate, EndDate } = filter;
  return (
    (AlarmName === undefined || AlarmName === alarmName) &&
    (AlarmTypes.length === 0 || AlarmTypes.includes('MetricAlarm')) &&
    (HistoryItemType === undefined || HistoryItemType === type) &&
    (StartDate === undefined || at >= StartDate.getTime()) &&
    (EndDate === undefined || at <= EndDate.getTime())
  );
}

function describeItem({ alarmName, type, at, summary, data }: HistoryRecord): AlarmHistoryItem {
  return {
    AlarmName: alarmName,
    AlarmType: 'MetricAlarm',
    Timestamp: new Date(at),
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data,
  };
}
