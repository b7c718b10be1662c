/** A function's configuration: what requests say of it, checked, and made into what is kept. */
import type { CreateFunctionRequest, UpdateFunctionConfigurationRequest } from '@aws-sdk/client-lambda';
import { RESERVED_VARIABLES } from '../../functions/variables.js';
import { violation } from '../../protocol/constraints.js';
import { invalidParameter } from './errors.js';
import type { LoggingSettings, Version } from './records.js';
import { NODE_RUNTIMES } from './rules.js';

const MAX_VARIABLES = 4096; /* bytes, as JSON */
const DEFAULTS = {
  description: '',
  timeout: 3,
  memorySize: 128,
  ephemeralStorage: 512,
  tracing: 'PassThrough',
} as const;

/** What both requests have. */
type SettingsInput = Omit<UpdateFunctionConfigurationRequest, 'FunctionName' | 'RevisionId'>;
export type Settings = Pick<
  Version,
  | 'runtime'
  | 'handler'
  | 'role'
  | 'description'
  | 'timeout'
  | 'memorySize'
  | 'variables'
  | 'ephemeralStorage'
  | 'tracing'
  | 'logging'
>;

/** Of a new function. Throws InvalidParameterValueException. */
export function newSettings(input: CreateFunctionRequest, name: string): Settings {
  refuseUnserved(input);
  if (input.PackageType === 'Image') {
    throw invalidParameter(
      'The sandbox runs no container images: use PackageType Zip with a Node.js runtime.',
    );
  }
  if (input.Runtime === undefined || input.Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  return {
    ...DEFAULTS,
    ...changed(input),
    runtime: checkRuntime(input.Runtime),
    handler: input.Handler,
    role: input.Role ?? '',
    logging: loggingOf(input.LoggingConfig, { format: 'Text', group: `/aws/lambda/${name}` }, name),
  };
}

/** Of a function that is changed: what the request leaves out stays. Throws InvalidParameterValueException. */
export function updatedSettings(
  before: Settings,
  input: UpdateFunctionConfigurationRequest,
  name: string,
): Settings {
  refuseUnserved(input);
  const { variables, ...rest } = before;
  return {
    ...rest,
    ...(variables === undefined ? {} : { variables }),
    ...changed(input),
    runtime: input.Runtime === undefined ? before.runtime : checkRuntime(input.Runtime),
    handler: input.Handler ?? before.handler,
    role: input.Role ?? before.role,
    logging: loggingOf(input.LoggingConfig, before.logging, name),
  };
}

function changed(input: SettingsInput): Partial<Settings> {
  const { Description, Timeout, MemorySize, EphemeralStorage, TracingConfig, Environment } = input;
  const variables = Environment?.Variables;
  if (variables !== undefined) checkVariables(variables);
  return {
    ...(Description === undefined ? {} : { description: Description }),
    ...(Timeout === undefined ? {} : { timeout: Timeout }),
    ...(MemorySize === undefined ? {} : { memorySize: MemorySize }),
    ...(EphemeralStorage?.Size === undefined ? {} : { ephemeralStorage: EphemeralStorage.Size }),
    ...(TracingConfig?.Mode === undefined ? {} : { tracing: TracingConfig.Mode }),
    ...(variables === undefined ? {} : { variables }),
  };
}

function checkRuntime(runtime: string): string {
  const served: readonly string[] = NODE_RUNTIMES;
  if (served.includes(runtime)) return runtime;
  if (/^(python|java|dotnet|ruby|go|provided)/.test(runtime)) {
    throw invalidParameter(
      `The sandbox runs functions in Node.js only, not ${runtime}. It has the runtimes ${served.join(', ')}.`,
    );
  }
  const words = `Member must satisfy enum value set: [${served.join(', ')}] or be a valid ARN`;
  throw invalidParameter(violation(runtime, 'runtime', words));
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have ' +
        'provided contains reserved keys that are currently not supported for modification. ' +
        `Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > MAX_VARIABLES) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have ' +
        `provided exceeded the 4KB limit. String measured: ${text}`,
    );
  }
}

function loggingOf(
  {
    LogFormat,
    LogGroup,
    ApplicationLogLevel,
    SystemLogLevel,
  }: NonNullable<SettingsInput['LoggingConfig']> = {},
  before: LoggingSettings,
  name: string,
): LoggingSettings {
  const format = LogFormat ?? before.format;
  const group = LogGroup ?? before.group;
  if (format === 'Text') {
    if (ApplicationLogLevel !== undefined || SystemLogLevel !== undefined) {
      throw invalidParameter(
        'The log-level filter for logs generated by your function is not available for Text log format.',
      );
    }
    return { format, group: group === '' ? `/aws/lambda/${name}` : group };
  }
  return {
    format,
    group,
    applicationLevel: ApplicationLogLevel ?? before.applicationLevel ?? 'INFO',
    systemLevel: SystemLogLevel ?? before.systemLevel ?? 'INFO',
  };
}

/** What AWS has and the sandbox has not, by the member that asks for it. */
const UNSERVED: Readonly<Record<string, string>> = {
  CapacityProviderConfig: 'capacity providers',
  CodeSigningConfigArn: 'code signing',
  DeadLetterConfig: 'dead-letter queues for asynchronous invocations',
  DurableConfig: 'durable functions',
  FileSystemConfigs: 'file systems for functions',
  ImageConfig: 'container images',
  KMSKeyArn: 'keys of KMS',
  Layers: 'layers; put what the function needs into its deployment package',
  TenancyConfig: 'tenant isolation',
  VpcConfig: 'VPCs',
};

/** Throws InvalidParameterValueException. What is said to be empty, as tools do, asks for nothing. */
function refuseUnserved(input: object): void {
  for (const [member, value] of Object.entries(input)) {
    const what = UNSERVED[member];
    if (what !== undefined && !isEmpty(value)) throw invalidParameter(`The sandbox has no ${what}.`);
  }
  if ('SnapStart' in input && !isEmpty(input.SnapStart, 'None')) {
    throw invalidParameter('SnapStart is not supported for Node.js runtimes.');
  }
}

function isEmpty(value: unknown, nothing = ''): boolean {
  if (typeof value !== 'object' || value === null)
    return value === undefined || value === null || value === nothing || value === false;
  return Object.values(value).every((inner) => isEmpty(inner, nothing));
}
