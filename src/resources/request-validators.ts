/** What a request is held against before anything is called. Pure: no calls. */
import type { RequestValidator } from '@aws-sdk/client-api-gateway';
import type { Definition } from './read-rest-api.js';
import type { RestApiSpec } from './rest-api-spec.js';

/** Bodies. Parameters are the function's own affair, which can say what is wrong with them. */
export const VALIDATES = { validateRequestBody: true, validateRequestParameters: false } as const;

/**
 * All validators of the spec's name, the one first that is kept: a lost answer may leave two. Always in the same
 * order, so that every look keeps the same one.
 */
export function validatorsOf(
  { validators }: Pick<Definition, 'validators'>,
  { validator }: Pick<RestApiSpec, 'validator'>,
): readonly RequestValidator[] {
  return validators
    .filter(({ name }) => name === validator)
    .sort(({ id: one = '' }, { id: other = '' }) => (one < other ? -1 : 1));
}
