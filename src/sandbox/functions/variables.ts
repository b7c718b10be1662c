/**
 * The environment of a function's process, made from nothing: no variable of the sandbox's own process, and so no
 * credential of the learner, gets into it. AWS: "Working with Lambda environment variables".
 */
import { delimiter } from 'node:path';
import type { Deployment, SessionKeys } from './deployment.js';

const PROGRAMS = ['/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);

/** What a function may not set for itself. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SECURITY_TOKEN',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

export interface VariableSources {
  readonly deployment: Deployment;
  readonly keys: SessionKeys;
  /** The sandbox's, `http://127.0.0.1:4600`. */
  readonly endpoint: string;
  readonly runtimeApi: string;
  readonly runtimeFolder: string;
  readonly logStream: string;
  /** HOME and place for temporary files, of this process alone. */
  readonly home: string;
}

export function processVariables(sources: VariableSources): Record<string, string> {
  const { deployment, keys, home } = sources;
  const { logging } = deployment;
  return {
    PATH: PROGRAMS,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: home,
    TMPDIR: home,
    AWS_ENDPOINT_URL: sources.endpoint,
    // Functions find their keys here; there is no machine around them to ask.
    AWS_EC2_METADATA_DISABLED: 'true',
    // Whatever Node runs here, on Lambda it is one that the SDK supports.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...deployment.variables,
    AWS_REGION: deployment.region,
    AWS_DEFAULT_REGION: deployment.region,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployment.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployment.memorySize),
    AWS_LAMBDA_FUNCTION_NAME: deployment.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: deployment.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    ...(logging.format === 'JSON' ? { AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel } : {}),
    AWS_LAMBDA_LOG_GROUP_NAME: logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: sources.logStream,
    AWS_LAMBDA_RUNTIME_API: sources.runtimeApi,
    LAMBDA_RUNTIME_DIR: sources.runtimeFolder,
    LAMBDA_TASK_ROOT: deployment.codeFolder,
    _HANDLER: deployment.handler,
  };
}
