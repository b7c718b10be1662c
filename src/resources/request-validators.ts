/** What a request is held against before anything is called. Pure: no calls. */
import type { RequestValidator } from '@aws-sdk/client-api-gateway';
import type { Definition } from './read-rest-api.js';
import type { RestApiSpec } from './rest-api-spec.js';

/** Bodies. Parameters are the function's own affair, which can say what is wrong with them. */
export const VALIDATES = { validateRequestBody: true, validateRequestParameters: false } as const;

/**
 * All validators of the spec's name, the one first that is kept: a lost answer may leave two. It is one that a method
 * names, so that no method has to be made again; of several always the same.
 */
export function validatorsOf(
  { validators, resources }: Pick<Definition, 'validators' | 'resources'>,
  { validator }: Pick<RestApiSpec, 'validator'>,
): readonly RequestValidator[] {
  const methods = resources.flatMap(({ resourceMethods = {} }) => Object.values(resourceMethods));
  const used = new Set(methods.map(({ requestValidatorId }) => requestValidatorId));
  const inOrder = validators
    .filter(({ name }) => name === validator)
    .sort(({ id: one = '' }, { id: other = '' }) => (one < other ? -1 : 1));
  return [...inOrder.filter(({ id }) => used.has(id)), ...inOrder.filter(({ id }) => !used.has(id))];
}
