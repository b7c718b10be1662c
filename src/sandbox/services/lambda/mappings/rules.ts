/** What may be asked of an event source mapping on a DynamoDB stream, in AWS's words. */
import type {
  CreateEventSourceMappingCommandInput,
  DestinationConfig,
  FilterCriteria,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import type { Rules } from '../../../protocol/constraints.js';
import { invalidParameter } from '../errors.js';
import { parsePattern } from './filter.js';
import type { MappingSettings } from './records.js';

/** AWS: "Lambda parameters for Amazon DynamoDB event source mappings". */
const DEFAULTS = {
  batchSize: 100,
  batchingWindow: 0,
  parallelizationFactor: 1,
  maximumRecordAge: -1,
  maximumRetryAttempts: -1,
  bisect: false,
  reportsItemFailures: false,
  filters: [],
} as const satisfies Omit<MappingSettings, 'functionArn'>;

/** Filters on one mapping; AWS gives up to ten on request. */
const MOST_FILTERS = 5;
const LEAST_AGE = 60; /* s */
const QUEUE_ARN = /^arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}$/;
const REPORTS = 'ReportBatchItemFailures';

/** Of other sources, or nothing that is done here: refused, so that nobody takes them to count. */
const NOT_SERVED: ReadonlySet<string> = new Set([
  'AmazonManagedKafkaEventSourceConfig',
  'DocumentDBEventSourceConfig',
  'KMSKeyArn',
  'LoggingConfig',
  'MetricsConfig',
  'ProvisionedPollerConfig',
  'Queues',
  'ScalingConfig',
  'SelfManagedEventSource',
  'SelfManagedKafkaEventSourceConfig',
  'SourceAccessConfigurations',
  'StartingPositionTimestamp',
  'Topics',
]);

const SETTINGS: Rules = {
  BatchSize: { range: { min: 1, max: 10_000 } },
  MaximumBatchingWindowInSeconds: { range: { min: 0, max: 300 } },
  ParallelizationFactor: { range: { min: 1, max: 10 } },
  MaximumRecordAgeInSeconds: { range: { min: -1, max: 604_800 } },
  MaximumRetryAttempts: { range: { min: -1, max: 10_000 } },
  TumblingWindowInSeconds: { range: { min: 0, max: 900 } },
  FunctionResponseTypes: { length: { min: 0, max: 1 }, element: { oneOf: [REPORTS] } },
};
export const CREATE: Rules = {
  FunctionName: { required: true, length: { min: 1 } },
  StartingPosition: { oneOf: ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'] },
  ...SETTINGS,
};
export const UPDATE: Rules = { UUID: { required: true }, ...SETTINGS };
export const LIST: Rules = { MaxItems: { range: { min: 1, max: 10_000 } } };

type SettingsInput = CreateEventSourceMappingCommandInput | UpdateEventSourceMappingCommandInput;

/**
 * The settings that a request asks for, on top of those that there are. What it leaves out stays.
 * @throws AwsError for what AWS refuses.
 */
export function settingsOf(
  input: SettingsInput,
  functionArn: string,
  before: MappingSettings = { functionArn, ...DEFAULTS },
): MappingSettings {
  refuseUnserved(input);
  const { onFailure: destinationBefore, ...rest } = before;
  const onFailure = destinationOf(input.DestinationConfig, destinationBefore);
  const settings: MappingSettings = {
    ...rest,
    functionArn,
    batchSize: input.BatchSize ?? before.batchSize,
    batchingWindow: input.MaximumBatchingWindowInSeconds ?? before.batchingWindow,
    parallelizationFactor: input.ParallelizationFactor ?? before.parallelizationFactor,
    maximumRecordAge: input.MaximumRecordAgeInSeconds ?? before.maximumRecordAge,
    maximumRetryAttempts: input.MaximumRetryAttempts ?? before.maximumRetryAttempts,
    bisect: input.BisectBatchOnFunctionError ?? before.bisect,
    reportsItemFailures: input.FunctionResponseTypes?.includes(REPORTS) ?? before.reportsItemFailures,
    filters: filtersOf(input.FilterCriteria) ?? before.filters,
    ...(onFailure === undefined ? {} : { onFailure }),
  };
  if (settings.maximumRecordAge >= 0 && settings.maximumRecordAge < LEAST_AGE) {
    throw invalidParameter(
      `Maximum record age in seconds must be -1 or between ${LEAST_AGE} and 604800 seconds.`,
    );
  }
  if ((input.TumblingWindowInSeconds ?? 0) > 0) {
    throw invalidParameter('Tumbling windows are not served by this sandbox.');
  }
  return settings;
}

function refuseUnserved(input: SettingsInput): void {
  for (const [name, value] of Object.entries(input)) {
    const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (!isEmpty && NOT_SERVED.has(name)) {
      throw invalidParameter(`${name} is not served for DynamoDB streams by this sandbox.`);
    }
  }
}

/** An empty destination removes the one that there was. */
function destinationOf(
  config: DestinationConfig | undefined,
  before: string | undefined,
): string | undefined {
  if (config?.OnFailure === undefined) return before;
  const destination = config.OnFailure.Destination ?? '';
  if (destination === '') return undefined;
  if (!QUEUE_ARN.test(destination)) {
    throw invalidParameter(
      `The on-failure destination ${destination} is not served: give the ARN of a standard queue.`,
    );
  }
  return destination;
}

/** Undefined where the request says nothing of filters. */
function filtersOf(criteria: FilterCriteria | undefined): readonly string[] | undefined {
  if (criteria === undefined) return undefined;
  const filters = (criteria.Filters ?? []).map(({ Pattern = '' }) => Pattern);
  if (filters.length > MOST_FILTERS) throw invalidParameter('Invalid number of filters.');
  if (filters.some((filter) => parsePattern(filter) === undefined)) {
    throw invalidParameter('Invalid filter pattern definition.');
  }
  return filters;
}
