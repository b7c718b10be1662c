/** The stage under which an API is served, and the deployment that it serves: a copy of the API as it was then. */
import {
  CreateDeploymentCommand,
  CreateStageCommand,
  DeleteDeploymentCommand,
  type Deployment,
  type PatchOperation,
  type Stage,
  TagResourceCommand,
  UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { isAlreadyExists, isNotFound, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { apiGatewayArnOf } from './arns.js';
import { deploymentDescription, isOurDeployment } from './deployment-description.js';
import { orUndefined } from './or-undefined.js';
import { readDeployments, readStages } from './read-rest-api.js';
import { deployInApiGateway, sendToApiGateway } from './rest-api-calls.js';
import type { RestApiSpec, StageSpec } from './rest-api-spec.js';

/** Milliseconds between two looks, and in all. Deployments are made once in 5 s. */
const POLL = 500;
const DEADLINE = 10 * 60_000;
/** The settings of all methods of a stage. */
const ALL_METHODS = '*/*';

/**
 * Brings the stage to its spec: it serves the routes as they are now, and takes as many requests as it should; safe
 * to repeat. Deploys only what has changed since, and removes deployments of ours that nothing serves.
 * @param restApiId of an API that is as specified.
 */
export async function ensureStage(lab: Lab, restApiId: string, spec: RestApiSpec): Promise<void> {
  /** The list may not know it yet. */
  let made: Deployment | undefined;
  await poll({
    what: `the stage ${spec.stage.name} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => isAlreadyExists(error) || isTransientInUse(error) || isNotFound(error),
    ask: async () => {
      const stages = await readStages(lab, restApiId);
      const deployments = await readDeployments(lab, restApiId);
      const stage = stages.find(({ stageName }) => stageName === spec.stage.name);
      const { id: deploymentId } = currentDeployment(stage, deployments, spec) ?? made ?? {};
      if (deploymentId === undefined) {
        made = await deploy(lab, restApiId, spec);
        return undefined;
      }
      if (stage === undefined) {
        await createStage(lab, restApiId, deploymentId, spec.stage);
        return undefined;
      }
      if (await correct(lab, restApiId, stage, deploymentId, spec.stage)) return undefined;
      await removeUnserved(lab, restApiId, deployments, [...stages, { deploymentId }]);
      return 'as specified';
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deploying to the stage ${spec.stage.name}`,
        elapsed,
        reason: 'API Gateway tells of a change a moment later',
      }),
  });
}

/** The deployment of the routes as they are now: the one that is served, where it is one; else the newest. */
export function currentDeployment(
  stage: Stage | undefined,
  deployments: readonly Deployment[],
  spec: RestApiSpec,
): Deployment | undefined {
  const current = deployments.filter(({ description }) => description === deploymentDescription(spec));
  return current.find(({ id }) => id === stage?.deploymentId) ?? current[0];
}

/** Without a stage: one that this call made would have no tags. */
function deploy(lab: Lab, restApiId: string, spec: RestApiSpec): Promise<Deployment> {
  const command = new CreateDeploymentCommand({ restApiId, description: deploymentDescription(spec) });
  return deployInApiGateway(lab, (client) => client.send(command));
}

async function createStage(
  lab: Lab,
  restApiId: string,
  deploymentId: string,
  { name: stageName }: StageSpec,
): Promise<void> {
  const command = new CreateStageCommand({ restApiId, stageName, deploymentId, tags: tagMap(lab.ownership) });
  await sendToApiGateway(lab, (client) => client.send(command));
}

/** Makes the changes that are needed; false when none are. */
async function correct(
  lab: Lab,
  restApiId: string,
  stage: Stage,
  deploymentId: string,
  spec: StageSpec,
): Promise<boolean> {
  const patchOperations = [
    ...foreignSettingRemovals(stage),
    ...(stage.deploymentId === deploymentId
      ? []
      : [{ op: 'replace' as const, path: '/deploymentId', value: deploymentId }]),
    ...throttlingChanges(stage, spec),
  ];
  if (patchOperations.length > 0) {
    const command = new UpdateStageCommand({ restApiId, stageName: spec.name, patchOperations });
    await sendToApiGateway(lab, (client) => client.send(command));
    return true;
  }
  const tags = tagMap(lab.ownership);
  if (Object.entries(tags).every(([name, value]) => stage.tags?.[name] === value)) return false;
  const resourceArn = apiGatewayArnOf(lab, `/restapis/${restApiId}/stages/${spec.name}`);
  const command = new TagResourceCommand({ resourceArn, tags });
  await sendToApiGateway(lab, (client) => client.send(command));
  return true;
}

/** What a stage takes, in words: "10 per second, 40 at once". */
export function throttlingInWords({ methodSettings = {} }: Stage): string {
  const { throttlingRateLimit: rate, throttlingBurstLimit: burst } = methodSettings[ALL_METHODS] ?? {};
  if (rate === undefined || burst === undefined || rate < 0 || burst < 0) return 'as much as the account';
  return [`${rate} per second, ${burst} at once`, ...exceptions({ methodSettings })].join(
    '; other settings for ',
  );
}

export function expectedThrottling({ rate, burst }: StageSpec): string {
  return `${rate} per second, ${burst} at once`;
}

/** Methods with settings of their own, which count more than those of all methods. */
function exceptions({ methodSettings = {} }: Pick<Stage, 'methodSettings'>): string[] {
  return Object.keys(methodSettings).filter((path) => path !== ALL_METHODS);
}

function throttlingChanges(stage: Stage, { rate, burst }: StageSpec): PatchOperation[] {
  const { throttlingRateLimit, throttlingBurstLimit } = stage.methodSettings?.[ALL_METHODS] ?? {};
  const set = (path: string, value: number): PatchOperation => ({
    op: 'replace',
    path: `/${ALL_METHODS}/throttling/${path}`,
    value: String(value),
  });
  return [
    ...(throttlingRateLimit === rate ? [] : [set('rateLimit', rate)]),
    ...(throttlingBurstLimit === burst ? [] : [set('burstLimit', burst)]),
    ...exceptions(stage).map((path) => ({ op: 'remove' as const, path: `/${path}` })),
  ];
}

/** What sends requests elsewhere, or tells them something, that the lab knows nothing of. */
export function foreignSettingRemovals({ canarySettings, variables = {} }: Stage): PatchOperation[] {
  return [
    ...(canarySettings === undefined ? [] : ['/canarySettings']),
    ...Object.keys(variables).map((name) => `/variables/${name}`),
  ].map((path) => ({ op: 'remove', path }));
}

/** What somebody has put on a stage beside what it should have, in words: "3% to the canary, variable colour". */
export function foreignSettings({ canarySettings, variables = {} }: Stage): string {
  return [
    ...(canarySettings === undefined ? [] : [`${canarySettings.percentTraffic ?? 0}% to the canary`]),
    ...Object.keys(variables).map((name) => `variable ${name}`),
  ].join(', ');
}

/** Deployments of ours that no stage serves: those of routes as they were, and what lost answers have left. */
async function removeUnserved(
  lab: Lab,
  restApiId: string,
  deployments: readonly Deployment[],
  stages: readonly Stage[],
): Promise<void> {
  for (const { id: deploymentId, description } of deployments) {
    const isServed = stages.some(
      (stage) => stage.deploymentId === deploymentId || stage.canarySettings?.deploymentId === deploymentId,
    );
    if (isServed || !isOurDeployment(description)) continue;
    await orUndefined(() =>
      sendToApiGateway(lab, (client) =>
        client.send(new DeleteDeploymentCommand({ restApiId, deploymentId })),
      ),
    );
  }
}
