/** What an event source mapping should be, and what has to be changed where it is not. Pure: no calls. */
import type {
  CreateEventSourceMappingCommandInput,
  EventSourceMappingConfiguration,
  EventSourcePosition,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';

export interface MappingSpec {
  readonly functionName: string;
  /** The stream as it is now: a table that was made again has another. */
  readonly streamArn: string;
  /** The table whose stream it is. */
  readonly tableName: string;
  readonly startingPosition: EventSourcePosition;
  /** Records that the function is called with, at most. */
  readonly batchSize: number;
  /** Seconds to wait for a full batch. */
  readonly window: number;
  /** How often a record that fails is tried again. Lambda's own default is: until it expires, after a day. */
  readonly retries: number;
  /** The ARN of the queue for what is given up. */
  readonly onFailure: string;
}

/** The settings of a mapping in words, by the name of each. What Lambda does not tell is as nobody set it. */
export type MappingSettings = Readonly<Record<(typeof SETTINGS)[number], string>>;

export const SETTINGS = [
  'source',
  'starting position',
  'batch size',
  'window',
  'retries',
  'bisect',
  'reports',
  'on failure',
  'filters',
] as const;

export function expectedSettings(spec: MappingSpec): MappingSettings {
  return {
    source: spec.streamArn,
    'starting position': spec.startingPosition,
    'batch size': String(spec.batchSize),
    window: `${spec.window} s`,
    retries: String(spec.retries),
    bisect: 'yes',
    reports: 'ReportBatchItemFailures',
    'on failure': spec.onFailure,
    filters: 'none',
  };
}

export function actualSettings(mapping: EventSourceMappingConfiguration): MappingSettings {
  const { FilterCriteria, FunctionResponseTypes = [], MaximumRetryAttempts = -1 } = mapping;
  const filters = (FilterCriteria?.Filters ?? []).map(({ Pattern = '' }) => Pattern);
  return {
    source: mapping.EventSourceArn ?? 'unknown',
    'starting position': mapping.StartingPosition ?? 'unknown',
    'batch size': String(mapping.BatchSize ?? 'unknown'),
    window: `${mapping.MaximumBatchingWindowInSeconds ?? 0} s`,
    retries: MaximumRetryAttempts === -1 ? 'without end' : String(MaximumRetryAttempts),
    bisect: mapping.BisectBatchOnFunctionError ? 'yes' : 'no',
    reports: FunctionResponseTypes.join(', ') || 'nothing',
    'on failure': mapping.DestinationConfig?.OnFailure?.Destination ?? 'nothing',
    filters: filters.join(', ') || 'none',
  };
}

export function creationOf(
  spec: MappingSpec,
  tags: Record<string, string>,
): CreateEventSourceMappingCommandInput {
  return {
    ...changeable(spec),
    EventSourceArn: spec.streamArn,
    StartingPosition: spec.startingPosition,
    Tags: tags,
  };
}

/** Whether it reads what it should from where it should: neither can be changed. */
export function readsAsSpecified(mapping: EventSourceMappingConfiguration, spec: MappingSpec): boolean {
  return (
    mapping.EventSourceArn === spec.streamArn &&
    (mapping.StartingPosition ?? spec.startingPosition) === spec.startingPosition
  );
}

/** What to call to give it our settings and to turn it on; undefined when it has them and is on. */
export function changeOf(
  mapping: EventSourceMappingConfiguration,
  spec: MappingSpec,
): UpdateEventSourceMappingCommandInput | undefined {
  const expected = expectedSettings(spec);
  const actual = actualSettings(mapping);
  const differs = SETTINGS.some((name) => actual[name] !== expected[name]);
  if (!differs && mapping.State !== 'Disabled') return undefined;
  const isFiltered = actual.filters !== expected.filters;
  return {
    ...changeable(spec),
    UUID: mapping.UUID,
    Enabled: true,
    // Criteria without filters take away those that there are.
    ...(isFiltered ? { FilterCriteria: {} } : {}),
  };
}

function changeable(spec: MappingSpec) {
  return {
    FunctionName: spec.functionName,
    BatchSize: spec.batchSize,
    MaximumBatchingWindowInSeconds: spec.window,
    MaximumRetryAttempts: spec.retries,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    DestinationConfig: { OnFailure: { Destination: spec.onFailure } },
  } satisfies Omit<UpdateEventSourceMappingCommandInput, 'UUID'>;
}
