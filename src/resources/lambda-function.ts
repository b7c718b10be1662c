/** A Lambda function of the lab: made, updated in place where code or settings differ, removed. */
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  LambdaClient,
  ListTagsCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { isAlreadyExists, isNotFound, isRoleUnknownToLambda, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { type Found, type Resource, resourceKey } from '../lab/resource.js';
import { Problem } from '../problem.js';
import { refuse } from './foreign.js';
import type { FunctionCode } from './function-code.js';
import { codeChange, configurationChange, creationOf, type FunctionSpec } from './function-spec.js';

export const FUNCTION_KIND = 'lambda-function';

/** Milliseconds between two looks. */
const POLL = 2_000;
/** A new role may not be assumable for five minutes; then the function is Pending for a while. */
const DEADLINE = 10 * 60_000;

/**
 * The function as cleanup and status see it.
 * @param uses what it was built upon: its role, its log group.
 */
export function lambdaFunctionResource(
  name: string,
  uses: readonly Pick<Resource, 'kind' | 'name'>[] = [],
): Resource {
  return {
    kind: FUNCTION_KIND,
    name,
    after: uses.map(resourceKey),
    find: (lab) => findFunction(lab, name),
    remove: (lab) => removeFunction(lab, name),
  };
}

/** What Lambda says of a function; undefined when there is none. */
export async function describeFunction(lab: Lab, name: string): Promise<FunctionConfiguration | undefined> {
  try {
    const command = new GetFunctionCommand({ FunctionName: name });
    return (await lab.client(LambdaClient).send(command)).Configuration;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export async function findFunction(lab: Lab, name: string): Promise<Found> {
  const configuration = await describeFunction(lab, name);
  return configuration === undefined ? { state: 'absent' } : foundOf(lab, configuration);
}

async function foundOf(lab: Lab, { FunctionArn, State }: FunctionConfiguration): Promise<Found> {
  if (FunctionArn === undefined) return { state: 'foreign', because: 'Lambda does not tell its ARN' };
  const tags = await tagsOfLambda(lab, FunctionArn);
  if (tags === undefined) return { state: 'absent' };
  const because = foreignBecause(tags, lab.ownership);
  if (because !== undefined) return { state: 'foreign', arn: FunctionArn, because };
  // Lambda tells when it was last changed, not when it was created.
  return { state: 'ours', arn: FunctionArn, ...(State === undefined ? {} : { status: State }) };
}

/** The tags of a function or a mapping; undefined when there is no such thing. */
export async function tagsOfLambda(lab: Lab, arn: string): Promise<Record<string, string> | undefined> {
  try {
    const { Tags = {} } = await lab.client(LambdaClient).send(new ListTagsCommand({ Resource: arn }));
    return Tags;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/**
 * Brings the function to its spec and waits until it is Active; safe to repeat. One that is there is updated.
 * @throws {Problem} when a function of that name is not ours, or Lambda cannot make or update it.
 */
export async function ensureFunction(lab: Lab, spec: FunctionSpec, code: FunctionCode): Promise<void> {
  let reason = 'until it is Active';
  let changed = false;
  // Every round either waits or makes one change.
  await poll({
    what: `the function ${spec.name} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => {
      if (isRoleUnknownToLambda(error)) reason = 'its role is new, and Lambda does not know it yet';
      return isRoleUnknownToLambda(error) || isTransientInUse(error);
    },
    ask: async () => {
      const configuration = await describeFunction(lab, spec.name);
      if (configuration === undefined) {
        await createFunction(lab, spec, code);
        return undefined;
      }
      const found = await foundOf(lab, configuration);
      if (found.state === 'foreign') throw refuse(`a function ${spec.name}`, found.because);
      if (found.state === 'absent' || isUnderWay(configuration)) return undefined;
      reason = 'until the change has taken effect';
      refuseFailed(lab, configuration, changed);
      changed = true;
      return (await correct(lab, spec, code, configuration)) ? undefined : configuration;
    },
    onWait: (elapsed) => lab.progress({ title: `Waiting for the function ${spec.name}`, elapsed, reason }),
  });
}

async function createFunction(lab: Lab, spec: FunctionSpec, code: FunctionCode): Promise<void> {
  try {
    const creation = creationOf(spec, code, tagMap(lab.ownership));
    await lab.client(LambdaClient).send(new CreateFunctionCommand(creation));
  } catch (error) {
    // Somebody was quicker, or an answer to us was lost: the next round looks at what it is.
    if (!isAlreadyExists(error)) throw error;
  }
}

function isUnderWay({ State, LastUpdateStatus }: FunctionConfiguration): boolean {
  return State === 'Pending' || LastUpdateStatus === 'InProgress';
}

/** @param changed whether the last update was ours: one of somebody else may have failed, and be put right. */
function refuseFailed(lab: Lab, configuration: FunctionConfiguration, changed: boolean): void {
  const { FunctionName = '', State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = configuration;
  if (State === 'Failed') {
    throw new Problem(`The function ${FunctionName} could not be created.`, {
      because: StateReason ?? 'Lambda did not say why.',
      next: `Remove it with ${lab.commandLine('cleanup')}, then run this step again.`,
    });
  }
  if (LastUpdateStatus === 'Failed' && changed) {
    throw new Problem(`The function ${FunctionName} could not be updated.`, {
      because: LastUpdateStatusReason ?? 'Lambda did not say why.',
      next: 'Run this step again.',
    });
  }
}

/** Makes one change towards the spec; false when there is none to make. */
async function correct(
  lab: Lab,
  spec: FunctionSpec,
  code: FunctionCode,
  configuration: FunctionConfiguration,
): Promise<boolean> {
  const client = lab.client(LambdaClient);
  const newCode = codeChange(configuration, spec, code);
  if (newCode !== undefined) {
    await client.send(new UpdateFunctionCodeCommand(newCode));
    return true;
  }
  const newConfiguration = configurationChange(configuration, spec);
  if (newConfiguration === undefined) return false;
  await client.send(new UpdateFunctionConfigurationCommand(newConfiguration));
  return true;
}

async function removeFunction(lab: Lab, FunctionName: string): Promise<void> {
  await poll({
    what: `the function ${FunctionName} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: isTransientInUse,
    ask: async () => {
      if ((await describeFunction(lab, FunctionName)) === undefined) return 'gone';
      await deleteFunction(lab, FunctionName);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the function ${FunctionName}`,
        elapsed,
        reason: 'Lambda finishes what is under way with it first',
      }),
  });
}

async function deleteFunction(lab: Lab, FunctionName: string): Promise<void> {
  try {
    await lab.client(LambdaClient).send(new DeleteFunctionCommand({ FunctionName }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
