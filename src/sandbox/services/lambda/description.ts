/** A function as AWS describes it. */
import { hash } from 'node:crypto';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { functionArn, LATEST } from './names.js';
import type { FunctionRecord, LoggingSettings, Version } from './records.js';

const IN_WORK = 'The function is being created.';
const PENDING = { StateReason: IN_WORK, StateReasonCode: 'Creating' } as const;
/** AWS has the same words for an update; its code for that is not of the model that the SDK was made from. */
const UPDATING = { LastUpdateStatusReason: IN_WORK } as const;

/** @param qualifier as the request named the version: the ARN has it then */
export function describeVersion(
  record: FunctionRecord,
  version: Version,
  qualifier: string | undefined,
): FunctionConfiguration {
  return { ...describeBriefly(record, version, qualifier), ...stateOf(record, version) };
}

/** As lists tell it: without its state. */
export function describeBriefly(
  record: FunctionRecord,
  version: Version,
  qualifier: string | undefined,
): FunctionConfiguration {
  const { variables } = version;
  return {
    FunctionName: record.name,
    FunctionArn: functionArn(record, record.name, qualifier),
    Runtime: runtimeOf(version),
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.code.size,
    Description: version.description,
    Timeout: version.timeout,
    MemorySize: version.memorySize,
    LastModified: new Date(version.lastModified).toISOString().replace('Z', '+0000'),
    CodeSha256: version.code.sha256,
    Version: version.version,
    ...(variables === undefined || Object.keys(variables).length === 0
      ? {}
      : { Environment: { Variables: { ...variables } } }),
    TracingConfig: { Mode: version.tracing === 'Active' ? 'Active' : 'PassThrough' },
    RevisionId: version.revisionId,
    PackageType: 'Zip',
    Architectures: [version.architecture === 'arm64' ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: version.ephemeralStorage },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: describeLogging(version.logging),
  };
}

type Runtime = NonNullable<FunctionConfiguration['Runtime']>;
type LogLevel = NonNullable<FunctionConfiguration['LoggingConfig']>['ApplicationLogLevel'];
type SystemLevel = NonNullable<FunctionConfiguration['LoggingConfig']>['SystemLogLevel'];

/** Checked when it was set. */
function runtimeOf({ runtime }: Version): Runtime {
  return runtime as Runtime;
}

function describeLogging({
  format,
  group,
  applicationLevel,
  systemLevel,
}: LoggingSettings): NonNullable<FunctionConfiguration['LoggingConfig']> {
  return {
    LogFormat: format,
    ...(applicationLevel === undefined ? {} : { ApplicationLogLevel: applicationLevel as LogLevel }),
    ...(systemLevel === undefined ? {} : { SystemLogLevel: systemLevel as SystemLevel }),
    LogGroup: group,
  };
}

function stateOf(record: FunctionRecord, version: Version): FunctionConfiguration {
  const isUpdating = record.update === 'InProgress' && version.version === LATEST;
  return {
    State: record.state,
    ...(record.state === 'Pending' ? PENDING : {}),
    // While it is being created there is none.
    ...(record.state === 'Pending' ? {} : { LastUpdateStatus: isUpdating ? 'InProgress' : 'Successful' }),
    ...(isUpdating ? UPDATING : {}),
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(record.region, version.runtime) },
  };
}

/** One for each runtime and the Node that runs it here. */
export function runtimeVersionArn(region: string, runtime: string): string {
  return `arn:aws:lambda:${region}::runtime:${hash('sha256', `${runtime} ${process.version}`)}`;
}
