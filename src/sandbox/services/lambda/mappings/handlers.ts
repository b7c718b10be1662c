/** The operations on event source mappings. AWS: "Lambda API Reference", CreateEventSourceMapping and others. */
import { randomUUID } from 'node:crypto';
import type {
  CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommandInput,
  EventSourceMappingConfiguration,
  GetEventSourceMappingCommandInput,
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsCommandOutput,
  UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Handler, HandlerTable, RequestContext } from '../../../service.js';
import { pageOf } from '../../page-token.js';
import { invalidParameter, notFound } from '../errors.js';
import type { MappingLifecycle } from './lifecycle.js';
import { NOTHING_PROCESSED } from './poller.js';
import { type MappingRecord, mappingKey, type Records } from './records.js';
import { CREATE, LIST, settingsOf, UPDATE } from './rules.js';

const MAPPINGS_PER_PAGE = 100;
const SECOND = 1000;

/** What mappings need to know of functions. */
export interface FunctionCatalog {
  /** By name, partial or whole ARN, with or without qualifier. @throws AwsError where there is none. */
  find(
    context: RequestContext,
    name: string,
  ): { readonly arn: string; readonly name: string; readonly role: string };
}

export interface MappingHandlerOptions {
  readonly records: Records;
  readonly lifecycle: MappingLifecycle;
  readonly functions: FunctionCatalog;
  readonly now: () => number;
}

type Configuration = EventSourceMappingConfiguration;

export function mappingHandlers({ records, lifecycle, functions, now }: MappingHandlerOptions): HandlerTable {
  const { mappings } = records;

  const create: Handler<CreateEventSourceMappingCommandInput, Configuration> = async (input, context) => {
    checkConstraints(CREATE, input);
    const { arn: functionArn, name, role } = functions.find(context, input.FunctionName ?? '');
    const streamArn = input.EventSourceArn ?? '';
    if (!/^arn:aws:dynamodb:[^:]+:\d{12}:table\/[^/]+\/stream\/[^/]+$/.test(streamArn)) {
      throw invalidParameter('Unrecognized event source.');
    }
    const { StartingPosition: startingPosition } = input;
    if (startingPosition === undefined) {
      throw invalidParameter(
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
      );
    }
    if (startingPosition === 'AT_TIMESTAMP') {
      throw invalidParameter('Unsupported starting position for arn type: dynamodb');
    }
    const settings = settingsOf(input, functionArn);
    await lifecycle.checkAccess(role, streamArn, settings.onFailure);
    refuseDuplicate(records, context, streamArn, functionArn, name);
    const record: MappingRecord = {
      ...settings,
      account: context.account,
      region: context.region,
      uuid: randomUUID(),
      streamArn,
      startingPosition,
      state: 'Creating',
      lastModified: now(),
      lastProcessingResult: NOTHING_PROCESSED,
      tags: input.Tags ?? {},
    };
    lifecycle.create(record, input.Enabled ?? true);
    return describe(record);
  };

  const get: Handler<GetEventSourceMappingCommandInput, Configuration> = ({ UUID }, context) =>
    describe(existing(records, context, UUID).record);

  const list: Handler<ListEventSourceMappingsCommandInput, ListEventSourceMappingsCommandOutput> = (
    input,
    context,
  ) => {
    checkConstraints(LIST, input);
    const { Marker, MaxItems, ...filter } = input;
    // Mappings outlive their function, so the name need not be one that exists.
    const found = [...mappings.list(mappingKey(context, ''))].filter(
      ({ value }) =>
        (filter.EventSourceArn === undefined || value.streamArn === filter.EventSourceArn) &&
        (filter.FunctionName === undefined || isOfFunction(value, filter.FunctionName)),
    );
    const page = pageOf(found, {
      limit: Math.min(MaxItems ?? MAPPINGS_PER_PAGE, MAPPINGS_PER_PAGE),
      token: Marker === '' ? undefined : Marker,
      request: { operation: 'ListEventSourceMappings', ...filter },
      invalid: () => {
        throw invalidParameter('Invalid Marker.');
      },
    });
    return {
      EventSourceMappings: page.items.map(describe),
      ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }),
      $metadata: {},
    };
  };

  const update: Handler<UpdateEventSourceMappingCommandInput, Configuration> = async (input, context) => {
    checkConstraints(UPDATE, input);
    const { key, record } = existing(records, context, input.UUID);
    refuseUnsettled(record, 'update');
    const target = input.FunctionName === undefined ? undefined : functions.find(context, input.FunctionName);
    const functionArn = target?.arn ?? record.functionArn;
    const settings = settingsOf(input, functionArn, record);
    const { role } = target ?? functions.find(context, functionArn);
    await lifecycle.checkAccess(role, record.streamArn, settings.onFailure);
    const { onFailure: _, ...rest } = record;
    const updated: MappingRecord = { ...rest, ...settings, lastModified: now() };
    return describe(lifecycle.update(key, updated, input.Enabled));
  };

  const remove: Handler<DeleteEventSourceMappingCommandInput, Configuration> = ({ UUID }, context) => {
    const { key, record } = existing(records, context, UUID);
    refuseUnsettled(record, 'delete');
    return describe(lifecycle.remove(key, { ...record, lastModified: now() }));
  };

  return {
    CreateEventSourceMapping: create,
    GetEventSourceMapping: get,
    ListEventSourceMappings: list,
    UpdateEventSourceMapping: update,
    DeleteEventSourceMapping: remove,
  };
}

function existing(
  { mappings }: Records,
  context: RequestContext,
  uuid: string | undefined,
): { key: string; record: MappingRecord } {
  const key = mappingKey(context, uuid ?? '');
  const record = mappings.get(key);
  if (uuid === undefined || record === undefined) {
    throw notFound('The resource you requested does not exist.');
  }
  return { key, record };
}

function refuseDuplicate(
  { mappings }: Records,
  context: RequestContext,
  streamArn: string,
  functionArn: string,
  name: string,
): void {
  for (const { value } of mappings.list(mappingKey(context, ''))) {
    if (value.streamArn !== streamArn || value.functionArn !== functionArn) continue;
    throw new AwsError(
      'ResourceConflictException',
      `The event source arn (" ${streamArn} ") and function (" ${name} ") provided mapping already exists. ` +
        `Please update or delete the existing mapping with UUID ${value.uuid}`,
      { status: 409, members: { Type: 'User' } },
    );
  }
}

/** What is on its way to another state can be neither changed nor deleted. */
function refuseUnsettled({ state }: MappingRecord, what: 'update' | 'delete'): void {
  if (state === 'Enabled' || state === 'Disabled') return;
  throw new AwsError(
    'ResourceInUseException',
    `Cannot ${what} the event source mapping because it is in use.`,
    { members: { Type: 'User' } },
  );
}

/** By name, partial or whole ARN. With a qualifier: mappings of that version or alias, else of the function itself. */
function isOfFunction({ functionArn }: MappingRecord, name: string): boolean {
  return functionArn.split(':function:').at(-1) === name.split(':function:').at(-1);
}

export function describe(record: MappingRecord): Configuration {
  const { account, region, uuid, onFailure } = record;
  return {
    UUID: uuid,
    EventSourceMappingArn: `arn:aws:lambda:${region}:${account}:event-source-mapping:${uuid}`,
    StartingPosition: record.startingPosition,
    BatchSize: record.batchSize,
    MaximumBatchingWindowInSeconds: record.batchingWindow,
    ParallelizationFactor: record.parallelizationFactor,
    EventSourceArn: record.streamArn,
    FunctionArn: record.functionArn,
    LastModified: new Date(Math.floor(record.lastModified / SECOND) * SECOND),
    LastProcessingResult: record.lastProcessingResult,
    State: record.state,
    StateTransitionReason: 'User action',
    DestinationConfig: { OnFailure: onFailure === undefined ? {} : { Destination: onFailure } },
    MaximumRecordAgeInSeconds: record.maximumRecordAge,
    BisectBatchOnFunctionError: record.bisect,
    MaximumRetryAttempts: record.maximumRetryAttempts,
    TumblingWindowInSeconds: 0,
    FunctionResponseTypes: record.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(record.filters.length === 0
      ? {}
      : { FilterCriteria: { Filters: record.filters.map((Pattern) => ({ Pattern })) } }),
  };
}
