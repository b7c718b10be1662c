/** What UpdateStage changes, and what it refuses. AWS: "UpdateStage", "API Gateway Patch Operations". */
import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest, notServed } from './errors.js';
import { settingChange, withoutSettings, withSetting } from './method-settings.js';
import { type ApplyChange, applyPatch, type PatchRule, type PatchRules, type Refusal } from './patch.js';
import { requiredValue, switchRule, textRule } from './patch-rules.js';
import type { StageRecord } from './records.js';
import { checkVariable } from './stage-rules.js';

/** What a change of a stage depends on. */
export interface StageSurroundings {
  /** Whether the API has a deployment of that id. */
  hasDeployment(id: string): boolean;
  /** Whether the account has told with which role API Gateway may write logs. */
  hasLogRole(): boolean;
}

const VARIABLES = '/variables/';
/** The paths as AWS lists them to who asks for another one, its slips included. */
const LISTED_PATHS =
  '/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, ' +
  '/accessLogSettings/destinationArn, /accessLogSettings/format, ' +
  '/{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, ' +
  '/{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit' +
  '/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, ' +
  '/{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, ' +
  '/{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, ' +
  '/{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, ' +
  '/*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, ' +
  '/*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, ' +
  '/*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, ' +
  '/*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled';

const refusal: Refusal = (_rules, _op, path) =>
  badRequest(`Invalid method setting path: ${path}. Must be one of: [${LISTED_PATHS}]`);

/** Applies operations from first to last. Throws BadRequestException. */
export function patchStage(
  stage: StageRecord,
  operations: readonly PatchOperation[] | undefined,
  surroundings: StageSurroundings,
): StageRecord {
  const rules = stageRules(surroundings);
  let patched = stage;
  for (const operation of operations ?? []) {
    patched =
      applySetting(patched, operation, surroundings) ?? applyPatch(rules, patched, [operation], refusal);
  }
  return patched;
}

/** What an operation on the settings of methods makes of a stage; undefined for any other operation. */
function applySetting(
  stage: StageRecord,
  operation: PatchOperation,
  { hasLogRole }: StageSurroundings,
): StageRecord | undefined {
  const { op, path = '' } = operation;
  const setting = settingChange(operation);
  if (setting !== undefined) {
    const level = setting.change.loggingLevel ?? 'OFF';
    if (level !== 'OFF' && !hasLogRole()) throw noLogRole();
    return { ...stage, methodSettings: withSetting(stage.methodSettings, setting) };
  }
  // Whatever is to be removed and is no variable is taken for the settings of a method, as on AWS.
  if (op !== 'remove' || path.startsWith(VARIABLES)) return undefined;
  return { ...stage, methodSettings: withoutSettings(stage.methodSettings, path.replace(/^\//, '')) };
}

function stageRules({ hasDeployment }: StageSurroundings): PatchRules<StageRecord> {
  return [
    {
      path: '/deploymentId',
      replace: (stage, change) => {
        const deploymentId = requiredValue(change);
        if (!hasDeployment(deploymentId)) throw badRequest('Deployment id does not exist');
        return { ...stage, deploymentId };
      },
    },
    textRule('/description', (stage, description) => ({ ...stage, description })),
    switchRule('/tracingEnabled', (stage, tracingEnabled) => ({ ...stage, tracingEnabled })),
    { path: `${VARIABLES}{variable_name}`, add: putVariable, replace: putVariable, remove: removeVariable },
    switchRule('/cacheClusterEnabled', (stage, enabled) => {
      if (enabled) throw notServed('caching of responses');
      return stage;
    }),
    ...NOT_SERVED,
  ];
}

const putVariable: ApplyChange<StageRecord> = (stage, { keys: [name = ''], value = '' }) => {
  checkVariable(name, value);
  return { ...stage, variables: { ...stage.variables, [name]: value } };
};

const removeVariable: ApplyChange<StageRecord> = (stage, { keys: [name = ''] }) => {
  if (!Object.hasOwn(stage.variables, name)) throw badRequest(`Invalid stage variable specified: ${name}`);
  const { [name]: _removed, ...variables } = stage.variables;
  return { ...stage, variables };
};

/** What AWS has at these paths and the sandbox has not. */
const NOT_SERVED: PatchRules<StageRecord> = [
  ...refuseAt('caching of responses', '/cacheClusterSize'),
  ...refuseAt('client certificates', '/clientCertificateId'),
  ...refuseAt('access logs', '/accessLogSettings', '/accessLogSettings/{member}'),
  ...refuseAt(
    'canary releases',
    '/canarySettings',
    '/canarySettings/{member}',
    '/canarySettings/stageVariableOverrides/{name}',
  ),
];

function refuseAt(what: string, ...paths: readonly string[]): PatchRule<StageRecord>[] {
  const refuse = (): never => {
    throw notServed(what);
  };
  return paths.map((path) => ({ path, add: refuse, replace: refuse, copy: refuse }));
}

function noLogRole(): Error {
  return badRequest('CloudWatch Logs role ARN must be set in account settings to enable logging');
}
