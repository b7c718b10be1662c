/**
 * Which metrics there are: those that were counted in the past two weeks.
 * AWS: "ListMetrics" in the Amazon CloudWatch API Reference.
 */
import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import type { MetricFilter, MetricIdentity } from '../../metrics/metrics.js';
import type { Handler, Host } from '../../service.js';
import { pageOf } from '../page-token.js';
import { type Complaint, checkName, checkOneOf, invalid, refuse, tooMany } from './metric-checks.js';

const PAGE = 500;
const MAX_FILTERS = 10;
const HOUR = 60 * 60 * 1000; /* ms */
const LISTED_FOR = 14 * 24 * HOUR;
const RECENT = 3 * HOUR;

export function listMetrics(host: Host): Handler<ListMetricsInput, ListMetricsOutput> {
  return (input, context) => {
    refuse(checkRequest(input));
    const { NextToken, ...filter } = input;
    const found = host.metrics.list(context, filterOf(input, host.clock.now()));
    const page = pageOf(
      found.map((metric) => ({ key: keyOf(metric), value: metric })),
      {
        limit: PAGE,
        token: NextToken,
        request: { operation: 'ListMetrics', ...filter },
        invalid: () => {
          throw new AwsError('InvalidParameterValueException', 'Invalid nextToken');
        },
      },
    );
    return {
      Metrics: page.items.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map(({ Name, Value }) => ({ Name, Value })),
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };
}

function checkRequest(input: ListMetricsInput): Complaint[] {
  const { Namespace, MetricName, Dimensions = [], RecentlyActive } = input;
  return [
    ...(Namespace === undefined ? [] : checkName(Namespace, 'Namespace')),
    ...(MetricName === undefined ? [] : checkName(MetricName, 'MetricName')),
    ...(Dimensions.length > MAX_FILTERS ? [tooMany('Dimensions', MAX_FILTERS)] : []),
    ...Dimensions.flatMap(({ Name }, index) => checkName(Name, `Dimensions.member.${index + 1}.Name`)),
    ...(RecentlyActive === undefined ? [] : checkOneOf(RecentlyActive, 'RecentlyActive', ['PT3H'])),
    ...(input.IncludeLinkedAccounts === true || input.OwningAccount !== undefined
      ? [invalid('The sandbox does not serve metrics of other accounts.')]
      : []),
  ];
}

function filterOf(input: ListMetricsInput, now: number): MetricFilter {
  const { Namespace, MetricName, Dimensions = [], RecentlyActive } = input;
  return {
    ...(Namespace === undefined ? {} : { namespace: Namespace }),
    ...(MetricName === undefined ? {} : { name: MetricName }),
    dimensions: Dimensions.map(({ Name = '', Value }) => (Value === undefined ? { Name } : { Name, Value })),
    activeSince: now - (RecentlyActive === undefined ? LISTED_FOR : RECENT),
  };
}

/** Sorts as the metrics are listed. */
function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  return JSON.stringify([namespace, name, ...dimensions.map(({ Name, Value }) => [Name, Value])]);
}
