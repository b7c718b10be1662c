/** What a method asks of a request. AWS: "Request validation for REST APIs in API Gateway". */
import type { RequestValidator } from '@aws-sdk/client-api-gateway';
import { ownValue } from '../apigateway.js';
import type { Definition } from '../records.js';
import { contentTypeOf, type RoutedCall } from './call.js';
import { configurationError, GatewayFailure } from './failures.js';
import { checkSchema, SchemaProblem, validateBySchema } from './json-schema/schema.js';
import { TimeLimitPassed, withinTime } from './json-schema/time-limit.js';
import { requestParameter } from './variables.js';

/** Milliseconds for which a body is looked at; 10 MB take less. */
const LONGEST_LOOK = 1_000;
const ANY_TYPE = '$default';
const PARAMETER = /^method\.request\.(?:multivalue)?(header|querystring|path)\.(.+)$/;

/** By the method's validator, if it has one. Throws GatewayFailure. */
export function validateRequest(call: RoutedCall): void {
  const { definition } = call.target;
  const id = call.route.method.requestValidatorId;
  const validator: RequestValidator | undefined = ownValue(definition.validators, id ?? '');
  if (validator?.validateRequestParameters === true) checkParameters(call);
  if (validator?.validateRequestBody === true) checkBody(call);
}

/** Where the integration takes only types that it has templates for. Throws GatewayFailure. */
export function checkMediaType({ request, route }: RoutedCall): void {
  const { passthroughBehavior, requestTemplates = {} } = route.method.methodIntegration ?? {};
  const types = Object.keys(requestTemplates);
  const isStrict =
    passthroughBehavior === 'NEVER' || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && types.length > 0);
  if (isStrict && !types.some((type) => type.toLowerCase() === contentTypeOf(request))) {
    throw new GatewayFailure('UNSUPPORTED_MEDIA_TYPE');
  }
}

/** A parameter without a value is missing, too. */
function checkParameters(call: RoutedCall): void {
  const required = Object.entries(call.route.method.requestParameters ?? {})
    .filter(([, isRequired]) => isRequired)
    .map(([source]) => PARAMETER.exec(source) ?? []);
  const missing = required
    .filter(([, place, name]) => (requestParameter(call, place, name ?? '') ?? '') === '')
    .map(([, , name]) => name)
    .sort();
  if (missing.length === 0) return;
  throw new GatewayFailure('BAD_REQUEST_PARAMETERS', {
    message: `Missing required request parameters: [${missing.join(', ')}]`,
  });
}

/** By the model for its content type. A type without a model is not looked at; an empty body is an empty object. */
function checkBody(call: RoutedCall): void {
  const { definition } = call.target;
  const models = call.route.method.requestModels;
  // A client may send any type: `constructor` is one.
  const name = ownValue(models, contentTypeOf(call.request)) ?? ownValue(models, ANY_TYPE);
  if (name === undefined) return;
  try {
    const schema = schemaOf(definition, name);
    if (schema === undefined) throw new SchemaProblem(`There is no model ${name}`);
    const body = bodyOf(call);
    const found = withinTime(LONGEST_LOOK, () =>
      validateBySchema(body, schema, (other) => schemaOf(definition, other)),
    );
    if (found.length > 0) throw invalidBody(call, `[${found.join(', ')}]`);
  } catch (error) {
    if (!(error instanceof SchemaProblem || error instanceof TimeLimitPassed)) throw error;
    throw configurationError(call.note, `Invalid model ${name}: ${error.message}`);
  }
}

/** The schema of a model, parsed and found good. Throws SchemaProblem. */
function schemaOf(definition: Definition, name: string): unknown {
  const model = ownValue(definition.models, name);
  if (model === undefined) return undefined;
  const schema = parsed(model.schema ?? '{}');
  checkSchema(schema);
  return schema;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SchemaProblem('It is not JSON.');
  }
}

function bodyOf(call: RoutedCall): unknown {
  const text = call.request.body.toString('utf8');
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw invalidBody(call, 'the body is not JSON');
  }
}

function invalidBody({ note }: RoutedCall, details: string): GatewayFailure {
  note(`Request body does not match model schema: ${details}`);
  return new GatewayFailure('BAD_REQUEST_BODY', { details });
}
