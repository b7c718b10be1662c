/** What GetResources takes: its model's constraints, and which members exclude each other. */
import type { GetResourcesInput } from '@aws-sdk/client-resource-groups-tagging-api';
import { checkConstraints, type Rules } from '../../protocol/constraints.js';
import { invalidParameter } from './errors.js';

const GET_RESOURCES: Rules = {
  PaginationToken: { length: { min: 0, max: 2048 } },
  TagFilters: {
    length: { min: 0, max: 50 },
    element: {
      members: {
        Key: { length: { min: 1, max: 128 } },
        Values: { length: { min: 0, max: 20 }, element: { length: { min: 0, max: 256 } } },
      },
    },
  },
  ResourceTypeFilters: { element: { length: { min: 0, max: 256 } } },
  ResourceARNList: { length: { min: 1, max: 100 }, element: { length: { min: 1, max: 1011 } } },
};

const RESOURCES_PER_PAGE = { min: 1, max: 100 };
const TAGS_PER_PAGE = { min: 100, max: 500 };
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/;

/** Throws `InvalidParameterException`. */
export function checkGetResources(input: GetResourcesInput): void {
  checkConstraints(GET_RESOURCES, input, 'InvalidParameterException');
  checkBounds('ResourcesPerPage', input.ResourcesPerPage, RESOURCES_PER_PAGE);
  checkBounds('TagsPerPage', input.TagsPerPage, TAGS_PER_PAGE);
  if (input.ResourceARNList !== undefined) {
    checkArnList(input, input.ResourceARNList);
  }
  if (input.ExcludeCompliantResources === true && input.IncludeComplianceDetails !== true) {
    throw invalidParameter('ExcludeCompliantResources can only be true if IncludeComplianceDetails is true');
  }
}

function checkArnList(input: GetResourcesInput, arns: readonly string[]): void {
  for (const other of ['TagFilters', 'ResourceTypeFilters'] as const) {
    if ((input[other]?.length ?? 0) > 0) {
      throw invalidParameter(`You can't specify both ResourceARNList and ${other} in the same request`);
    }
  }
  if (
    input.ResourcesPerPage !== undefined ||
    input.TagsPerPage !== undefined ||
    isToken(input.PaginationToken)
  ) {
    throw invalidParameter(
      "You can't specify both ResourceARNList and a pagination parameter in the same request",
    );
  }
  const wrong = arns.find((arn) => !ARN.test(arn));
  if (wrong !== undefined) {
    throw invalidParameter(`Invalid ARN: ${wrong}`);
  }
}

function isToken(token: string | undefined): boolean {
  return token !== undefined && token !== '';
}

function checkBounds(
  name: string,
  value: number | undefined,
  { min, max }: { min: number; max: number },
): void {
  if (value !== undefined && (value < min || value > max)) {
    throw invalidParameter(`${name} must be between ${min} and ${max}`);
  }
}
