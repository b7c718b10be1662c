/** The stage: it serves the routes as they are now, and takes no more requests than it should. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { LAB_TAG } from '../../lab/ownership.js';
import { deploymentDescription } from '../../resources/deployment-description.js';
import { readDeployments, readStages } from '../../resources/read-rest-api.js';
import { expectedThrottling, foreignSettings, throttlingInWords } from '../../resources/rest-api-stage.js';
import { restApi } from './specs.js';

/** @param restApiId undefined where there is no API. */
export async function* inspectStage(lab: Lab, restApiId: string | undefined): AsyncGenerator<Check> {
  const spec = restApi(lab);
  const { name } = spec.stage;
  const none = restApiId === undefined ? 'no such API' : 'no such stage';
  const stages = restApiId === undefined ? [] : await readStages(lab, restApiId);
  const deployments = restApiId === undefined ? [] : await readDeployments(lab, restApiId);
  const stage = stages.find(({ stageName }) => stageName === name);
  const deployment = deployments.find(({ id }) => id === stage?.deploymentId);
  yield compare({
    id: 'stage-deployment',
    claim: `The stage ${name} serves the routes as they are now: a change counts when it is deployed`,
    expected: deploymentDescription(spec),
    actual:
      stage === undefined ? none : (deployment?.description ?? 'a deployment that this lab has not made'),
    hint: `Run ${lab.commandLine('build-api')}: it deploys them.`,
  });
  yield compare({
    id: 'stage-throttling',
    claim: 'It takes so many requests and no more, which protects table and bill',
    expected: expectedThrottling(spec.stage),
    actual: stage === undefined ? none : throttlingInWords(stage),
    hint: `Run ${lab.commandLine('build-api')}: it sets the limits.`,
  });
  yield compare({
    id: 'stage-alone',
    claim:
      'All of its requests go there: no part of them goes to a canary, and no variables change what is done',
    expected: 'neither',
    actual: stage === undefined ? none : foreignSettings(stage) || 'neither',
    hint: `Run ${lab.commandLine('build-api')}: it removes them.`,
  });
  yield compare({
    id: 'stage-tag',
    claim: 'It has the tag of this lab, as everything that can have one',
    expected: lab.ownership.labId,
    actual: stage === undefined ? none : (stage.tags?.[LAB_TAG] ?? 'no tag'),
    hint: `Run ${lab.commandLine('build-api')}: it tags the stage.`,
  });
}
