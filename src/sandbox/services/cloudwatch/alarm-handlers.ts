/** Alarms: put, described, set, deleted, their actions enabled and disabled. */
import type {
  DeleteAlarmsInput,
  DescribeAlarmsForMetricInput,
  DescribeAlarmsForMetricOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  Dimension,
  DisableAlarmActionsInput,
  EnableAlarmActionsInput,
  MetricAlarm,
  PutMetricAlarmInput,
  SetAlarmStateInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, Host } from '../../service.js';
import { pageOf } from '../page-token.js';
import type { AlarmEvaluator } from './alarm-evaluator.js';
import { checkAlarm } from './alarm-rules.js';
import type { AlarmDefinition, AlarmRecord, Alarms } from './alarms.js';
import { RULES } from './rules.js';
import { newTags } from './tags.js';

/** On a page, where a request does not say how many. */
const RECORDS_PER_PAGE = 50;

export function alarmHandlers(host: Host, alarms: Alarms, evaluator: AlarmEvaluator): HandlerTable {
  const put: Handler<PutMetricAlarmInput, object> = (input, context) => {
    checkAlarm(input);
    const { AlarmName = '', Tags = [], ...definition } = input;
    const tags = Tags.length === 0 ? undefined : newTags(Tags);
    host.store.write(() => {
      alarms.put(context, AlarmName, definition, host.clock.now(), tags);
      evaluator.watch();
    });
    return {};
  };

  const describe: Handler<DescribeAlarmsInput, DescribeAlarmsOutput> = (input, context) => {
    checkConstraints(RULES.DescribeAlarms, input);
    const { MaxRecords = RECORDS_PER_PAGE, NextToken, ...filter } = input;
    if (filter.AlarmNames !== undefined && filter.AlarmNamePrefix !== undefined) {
      throw new AwsError(
        'InvalidParameterCombinationException',
        'AlarmNames and AlarmNamePrefix cannot be specified together',
      );
    }
    const found = [...alarms.list(context, filter.AlarmNamePrefix)].filter((alarm) => matches(alarm, filter));
    const page = pageOf(
      found.map((alarm) => ({ key: alarm.name, value: alarm })),
      {
        limit: MaxRecords,
        token: NextToken,
        request: { operation: 'DescribeAlarms', ...filter },
        invalid: () => {
          throw new AwsError('InvalidNextToken', 'The specified nextToken is invalid');
        },
      },
    );
    return {
      CompositeAlarms: [],
      MetricAlarms: page.items.map(describeAlarm),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };

  // "If you specify any incorrect alarm names, the alarms you specify with correct names are still deleted."
  const remove: Handler<DeleteAlarmsInput, object> = (input, context) => {
    checkConstraints(RULES.DeleteAlarms, input);
    alarms.delete(context, input.AlarmNames ?? [], host.clock.now());
    return {};
  };

  const setState: Handler<SetAlarmStateInput, object> = async (input, context) => {
    checkConstraints(RULES.SetAlarmState, input);
    const { AlarmName = '', StateValue: value, StateReason: reason = '', StateReasonData } = input;
    if (StateReasonData !== undefined && !isJson(StateReasonData)) {
      throw new AwsError('InvalidFormatFault', 'StateReasonData is not valid JSON');
    }
    const alarm = alarms.find(context, AlarmName);
    if (alarm === undefined || value === undefined) {
      throw new AwsError('ResourceNotFound', 'The named resource does not exist.');
    }
    const reasonData = StateReasonData === undefined ? {} : { reasonData: StateReasonData };
    await evaluator.setState(alarm, { value, reason, ...reasonData });
    return {};
  };

  const describeForMetric: Handler<DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput> = (
    input,
    context,
  ) => {
    checkConstraints(RULES.DescribeAlarmsForMetric, input);
    const found = [...alarms.list(context)].filter(({ definition }) => isOnMetric(definition, input));
    return { MetricAlarms: found.map(describeAlarm) };
  };

  // Names of no alarm are passed over, as on AWS.
  const switchActions =
    (ActionsEnabled: boolean): Handler<EnableAlarmActionsInput | DisableAlarmActionsInput, object> =>
    (input, context) => {
      checkConstraints(RULES[ActionsEnabled ? 'EnableAlarmActions' : 'DisableAlarmActions'], input);
      host.store.write(() => {
        for (const name of new Set(input.AlarmNames)) {
          const alarm = alarms.find(context, name);
          if (alarm === undefined) continue;
          alarms.put(context, name, { ...alarm.definition, ActionsEnabled }, host.clock.now());
        }
      });
      return {};
    };

  return {
    PutMetricAlarm: put,
    DescribeAlarms: describe,
    DescribeAlarmsForMetric: describeForMetric,
    DeleteAlarms: remove,
    SetAlarmState: setState,
    EnableAlarmActions: switchActions(true),
    DisableAlarmActions: switchActions(false),
  };
}

type Filter = Omit<DescribeAlarmsInput, 'MaxRecords' | 'NextToken'>;

/** Every alarm here is a metric alarm, and none is part of another. */
function matches({ name, state, definition }: AlarmRecord, filter: Filter): boolean {
  const { AlarmNames, AlarmTypes = [], StateValue, ActionPrefix } = filter;
  const actions = [definition.OKActions, definition.AlarmActions, definition.InsufficientDataActions];
  return (
    (AlarmNames === undefined || AlarmNames.includes(name)) &&
    (AlarmTypes.length === 0 || AlarmTypes.includes('MetricAlarm')) &&
    filter.ChildrenOfAlarmName === undefined &&
    filter.ParentsOfAlarmName === undefined &&
    (StateValue === undefined || StateValue === state.value) &&
    (ActionPrefix === undefined || actions.some((arns) => arns?.some((arn) => arn.startsWith(ActionPrefix))))
  );
}

/** Alarms on a list of metrics are not found by one of them. */
function isOnMetric(definition: AlarmDefinition, asked: DescribeAlarmsForMetricInput): boolean {
  const { Statistic, ExtendedStatistic, Period, Unit } = asked;
  return (
    definition.Namespace === asked.Namespace &&
    definition.MetricName === asked.MetricName &&
    dimensionsText(definition.Dimensions) === dimensionsText(asked.Dimensions) &&
    (Statistic === undefined || Statistic === definition.Statistic) &&
    (ExtendedStatistic === undefined || ExtendedStatistic === definition.ExtendedStatistic) &&
    (Period === undefined || Period === definition.Period) &&
    (Unit === undefined || Unit === definition.Unit)
  );
}

/** The same for the same dimensions in another order. */
function dimensionsText(dimensions: readonly Dimension[] = []): string {
  return JSON.stringify(dimensions.map(({ Name, Value }) => [Name, Value]).sort());
}

function describeAlarm({ name, arn, definition, configuredAt, state }: AlarmRecord): MetricAlarm {
  return {
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ActionsEnabled: true,
    ...definition,
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredAt),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.updatedAt),
    StateTransitionedTimestamp: new Date(state.changedAt),
    ...(state.evaluation === undefined ? {} : { EvaluationState: state.evaluation }),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
