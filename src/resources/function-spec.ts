/** What a function should be, and what has to be changed where it is not. Pure: no calls. */
import { isDeepStrictEqual } from 'node:util';
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
  /** What it learns of where it runs. Absent: nothing. */
  readonly environment?: Readonly<Record<string, string>>;
}

export function creationOf(
  spec: FunctionSpec,
  { zip }: FunctionCode,
  tags: Record<string, string>,
): CreateFunctionCommandInput {
  return {
    ...settingsOf(spec),
    ...(spec.environment === undefined ? {} : { Environment: { Variables: { ...spec.environment } } }),
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
  // What somebody else has put into its environment could lead it astray.
  const hasEnvironment = isDeepStrictEqual(environmentOf(configuration), spec.environment ?? {});
  if (!differs && hasEnvironment) return undefined;
  return { ...wanted, ...(hasEnvironment ? {} : { Environment: { Variables: { ...spec.environment } } }) };
}

/** The variables that a function is given. */
export function environmentOf({ Environment }: FunctionConfiguration): Readonly<Record<string, string>> {
  return { ...Environment?.Variables };
}
