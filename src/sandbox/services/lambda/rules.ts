/** The constraints of the Lambda model, for `checkConstraints`. AWS: "Lambda API Reference". */
import type { Rule, Rules } from '../../protocol/constraints.js';
import { FUNCTION_NAME_PATTERN } from './names.js';

/** Also those that AWS no longer creates functions with: a function of another year should run. */
export const NODE_RUNTIMES = ['nodejs24.x', 'nodejs22.x', 'nodejs20.x', 'nodejs18.x', 'nodejs16.x'] as const;

const FUNCTION_NAME: Rule = { required: true, length: { min: 1, max: 140 }, pattern: FUNCTION_NAME_PATTERN };
const QUALIFIER: Rule = {
  length: { min: 1, max: 128 },
  pattern: '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9$_-]+',
};
const PAGE: Rules = { MaxItems: { range: { min: 1, max: 10_000 } } };

const SETTINGS: Rules = {
  Role: { pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+' },
  Handler: { length: { min: 0, max: 128 }, pattern: '[^\\s]+' },
  Description: { length: { min: 0, max: 256 } },
  Timeout: { range: { min: 1, max: 900 } },
  MemorySize: { range: { min: 128, max: 10_240 } },
  Environment: { members: { Variables: { key: { pattern: '[a-zA-Z]([a-zA-Z0-9_])+' } } } },
  EphemeralStorage: { members: { Size: { required: true, range: { min: 512, max: 10_240 } } } },
  TracingConfig: { members: { Mode: { oneOf: ['Active', 'PassThrough'] } } },
  LoggingConfig: {
    members: {
      LogFormat: { oneOf: ['JSON', 'Text'] },
      ApplicationLogLevel: { oneOf: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] },
      SystemLogLevel: { oneOf: ['DEBUG', 'INFO', 'WARN'] },
      LogGroup: { length: { min: 1, max: 512 }, pattern: '[\\.\\-_/#A-Za-z0-9]+' },
    },
  },
};

const ARCHITECTURES: Rule = { length: { min: 1, max: 1 }, element: { oneOf: ['x86_64', 'arm64'] } };
const TAGS: Rule = { key: { length: { min: 1, max: 128 } }, value: { length: { min: 0, max: 256 } } };
/** What names a version of a function. */
const QUALIFIED: Rules = { FunctionName: FUNCTION_NAME, Qualifier: QUALIFIER };
const RESOURCE: Rule = {
  required: true,
  length: { min: 1, max: 256 },
  pattern:
    'arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|event-source-mapping:[a-zA-Z0-9]{8}-[a-zA-Z0-9]{4}-[a-zA-Z0-9]{4}-[a-zA-Z0-9]{4}-[a-zA-Z0-9]{12})',
};

/** By operation. */
export const RULES = {
  CreateFunction: {
    FunctionName: FUNCTION_NAME,
    ...SETTINGS,
    Role: { ...SETTINGS.Role, required: true },
    Code: { required: true },
    PackageType: { oneOf: ['Image', 'Zip'] },
    Architectures: ARCHITECTURES,
    Tags: TAGS,
  },
  UpdateFunctionConfiguration: { FunctionName: FUNCTION_NAME, ...SETTINGS },
  UpdateFunctionCode: { FunctionName: FUNCTION_NAME, Architectures: ARCHITECTURES },
  OnFunction: { FunctionName: FUNCTION_NAME },
  OnVersion: QUALIFIED,
  ListFunctions: { ...PAGE, FunctionVersion: { oneOf: ['ALL'] } },
  ListVersionsByFunction: { FunctionName: FUNCTION_NAME, ...PAGE },
  PublishVersion: { FunctionName: FUNCTION_NAME, Description: { length: { min: 0, max: 256 } } },
  Invoke: {
    ...QUALIFIED,
    InvocationType: { oneOf: ['RequestResponse', 'Event', 'DryRun'] },
    LogType: { oneOf: ['None', 'Tail'] },
  },
  PutFunctionConcurrency: {
    FunctionName: FUNCTION_NAME,
    ReservedConcurrentExecutions: { required: true, range: { min: 0 } },
  },
  AddPermission: {
    ...QUALIFIED,
    StatementId: { required: true, length: { min: 1, max: 100 }, pattern: '([a-zA-Z0-9-_]+)' },
    Action: { required: true, pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' },
    Principal: { required: true, pattern: '[^\\s]+' },
    SourceArn: {
      pattern: 'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
    },
    SourceAccount: { pattern: '\\d{12}' },
    EventSourceToken: { length: { min: 0, max: 256 }, pattern: '[a-zA-Z0-9._\\-]+' },
    PrincipalOrgID: { length: { min: 12, max: 34 }, pattern: 'o-[a-z0-9]{10,32}' },
    FunctionUrlAuthType: { oneOf: ['NONE', 'AWS_IAM'] },
  },
  RemovePermission: {
    ...QUALIFIED,
    StatementId: { required: true, length: { min: 1, max: 100 }, pattern: '([a-zA-Z0-9-_.]+)' },
  },
  TagResource: { Resource: RESOURCE, Tags: { required: true, ...TAGS } },
  UntagResource: { Resource: RESOURCE, TagKeys: { required: true } },
  ListTags: { Resource: RESOURCE },
} as const satisfies Record<string, Rules>;
