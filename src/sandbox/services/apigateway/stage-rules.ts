/** What a stage's name, variables and other settings may be. AWS: "CreateStage", "Stage variables for REST APIs". */
import type { CreateDeploymentRequest, CreateStageRequest } from '@aws-sdk/client-api-gateway';
import { badRequest, notServed } from './errors.js';

const MAX_NAME_LENGTH = 128;
const NAME = /^[a-zA-Z0-9_-]+$/;
const VARIABLE_NAME = /^\w+$/;
const VARIABLE_VALUE = /^[A-Za-z0-9 ._:/?&=,-]*$/;

type StageInput = Pick<
  CreateStageRequest & CreateDeploymentRequest,
  | 'stageName'
  | 'variables'
  | 'cacheClusterEnabled'
  | 'cacheClusterSize'
  | 'canarySettings'
  | 'documentationVersion'
>;

/** Throws BadRequestException for what a new stage may not be, or what the sandbox does not serve. */
export function checkStage(input: Partial<StageInput>): void {
  checkStageName(input.stageName ?? '');
  for (const [name, value] of Object.entries(input.variables ?? {})) checkVariable(name, value);
  if (input.cacheClusterEnabled || input.cacheClusterSize !== undefined)
    throw notServed('caching of responses');
  if (input.canarySettings !== undefined) throw notServed('canary releases');
  if (input.documentationVersion !== undefined) throw notServed('documentation versions');
}

/** Throws BadRequestException. */
export function checkVariable(name: string, value: string): void {
  if (!VARIABLE_NAME.test(name)) {
    throw badRequest(`Invalid stage variable name: ${name}. Please use names with only word characters.`);
  }
  if (!VARIABLE_VALUE.test(value)) {
    throw badRequest(
      `Invalid stage variable value of key ${name}.  Please use values with alphanumeric characters and the symbols ` +
        "' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.",
    );
  }
}

function checkStageName(name: string): void {
  if (!NAME.test(name)) throw badRequest('Stage name only allows a-zA-Z0-9_-');
  if (name.length > MAX_NAME_LENGTH) {
    throw badRequest(`Stage name must have length less than or equal to ${MAX_NAME_LENGTH}`);
  }
}
