/** What a function should be, and what has to be changed where it is not. Pure: no calls. */
import type {
  Architecture,
  CreateFunctionCommandInput,
  FunctionConfiguration,
  Runtime,
  UpdateFunctionCodeCommandInput,
  UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import type { FunctionCode } from './function-code.js';

export interface FunctionSpec {
  readonly name: string;
  readonly description: string;
  /** The ARN of its role. */
  readonly role: string;
  readonly runtime: Runtime;
  readonly architecture: Architecture;
  readonly handler: string;
  /** MB. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
}

export function creationOf(
  spec: FunctionSpec,
  { zip }: FunctionCode,
  tags: Record<string, string>,
): CreateFunctionCommandInput {
  return {
    ...settingsOf(spec),
    Architectures: [spec.architecture],
    Code: { ZipFile: zip },
    PackageType: 'Zip',
    Tags: tags,
  };
}

/** What CreateFunction and UpdateFunctionConfiguration have in common. */
function settingsOf(spec: FunctionSpec) {
  return {
    FunctionName: spec.name,
    Description: spec.description,
    Role: spec.role,
    Runtime: spec.runtime,
    Handler: spec.handler,
    MemorySize: spec.memory,
    Timeout: spec.timeout,
  } satisfies UpdateFunctionConfigurationCommandInput;
}

/** What to call to give it our code; undefined when it has it. */
export function codeChange(
  configuration: FunctionConfiguration,
  { name, architecture }: FunctionSpec,
  { zip, sha256 }: FunctionCode,
): UpdateFunctionCodeCommandInput | undefined {
  const hasArchitecture = configuration.Architectures?.includes(architecture) ?? true;
  if (configuration.CodeSha256 === sha256 && hasArchitecture) return undefined;
  return { FunctionName: name, ZipFile: zip, Architectures: [architecture] };
}

/** What to call to give it our settings; undefined when it has them. */
export function configurationChange(
  configuration: FunctionConfiguration,
  spec: FunctionSpec,
): UpdateFunctionConfigurationCommandInput | undefined {
  const wanted = settingsOf(spec);
  const { FunctionName, Description, ...compared } = wanted;
  const actual: object = configuration;
  const differs = Object.entries(compared).some(([name, value]) => Reflect.get(actual, name) !== value);
  const hasVariables = Object.keys(configuration.Environment?.Variables ?? {}).length > 0;
  if (!differs && !hasVariables) return undefined;
  // Nothing of the function depends on its environment, and what somebody has put there could lead it astray.
  return { ...wanted, ...(hasVariables ? { Environment: { Variables: {} } } : {}) };
}
