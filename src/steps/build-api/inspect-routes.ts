/** The methods of the API with their integrations, and what POST is held against. */
import { isDeepStrictEqual } from 'node:util';
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { actualShape, shapeInWords, validatorNames, wantedShape } from '../../resources/method-shape.js';
import { type Definition, readDefinition } from '../../resources/read-rest-api.js';
import { catchAlls, schemaOf } from '../../resources/rest-api-changes.js';
import { type ModelSpec, pathsOf, type RestApiSpec, type RouteSpec } from '../../resources/rest-api-spec.js';
import { permissionId, restApi } from './specs.js';

const NOTHING: Definition = { resources: [], validators: [], models: [], gatewayResponses: [] };

/** @param restApiId undefined where there is no API. */
export async function* inspectRoutes(lab: Lab, restApiId: string | undefined): AsyncGenerator<Check> {
  const spec = restApi(lab);
  const definition = restApiId === undefined ? NOTHING : await readDefinition(lab, restApiId);
  const hint = `Run ${lab.commandLine('build-api')}: it sets what differs, and deploys it.`;
  for (const route of spec.routes) {
    yield compare({
      id: `route-${permissionId(route).toLowerCase()}`,
      claim: claimOf(lab, route),
      expected: shapeInWords(wantedShape(route, spec)),
      actual: routeInWords(definition, route),
      hint,
    });
  }
  yield compare({
    id: 'no-other-methods',
    claim: 'These paths have no other methods',
    expected: 'none',
    actual: restApiId === undefined ? 'no such API' : otherMethods(definition, spec).join(', ') || 'none',
    hint,
  });
  yield compare({
    id: 'no-catch-all',
    claim: 'No path catches what is asked of paths that the API does not have',
    expected: 'none',
    actual:
      restApiId === undefined
        ? 'no such API'
        : catchAlls(definition.resources, spec)
            .map(({ path }) => path)
            .join(', ') || 'none',
    hint,
  });
  yield compare({
    id: 'gateway-responses',
    claim: 'What API Gateway refuses itself, it refuses in its own words and with its own status',
    expected: 'all of it',
    actual: restApiId === undefined ? 'no such API' : ownWords(definition),
    hint,
  });
  for (const model of spec.models) yield modelCheck(definition, model, hint);
  yield validatorCheck(definition, spec, hint);
}

function claimOf({ names }: Lab, { verb, path, mock, validated }: RouteSpec): string {
  if (mock !== undefined) return `${verb} ${path} is answered by API Gateway itself, for browsers`;
  const first = validated === true ? ', after a look at its body' : '';
  return `${verb} ${path} is answered by ${names.ordersApi}${first}`;
}

function routeInWords(definition: Definition, { verb, path }: RouteSpec): string {
  const resource = definition.resources.find((each) => each.path === path);
  const method = resource?.resourceMethods?.[verb];
  if (resource === undefined) return 'no such path';
  return method === undefined
    ? 'no such method'
    : shapeInWords(actualShape(method, validatorNames(definition)));
}

function otherMethods({ resources }: Definition, { routes }: RestApiSpec): string[] {
  const paths = pathsOf(routes);
  return resources
    .filter(({ path = '' }) => paths.includes(path))
    .flatMap(({ path, resourceMethods = {} }) => Object.keys(resourceMethods).map((verb) => ({ path, verb })))
    .filter(({ path, verb }) => !routes.some((route) => route.path === path && route.verb === verb))
    .map(({ path, verb }) => `${verb} ${path}`);
}

function ownWords({ gatewayResponses }: Definition): string {
  const others = gatewayResponses.map(({ responseType, statusCode }) =>
    [responseType, statusCode].filter((part) => part !== undefined).join(' '),
  );
  return others.length === 0 ? 'all of it' : `but ${others.join(', ')}`;
}

function modelCheck({ models }: Definition, { name, description, schema }: ModelSpec, hint: string): Check {
  const model = models.find((each) => each.name === name);
  const expected = JSON.stringify(schema);
  const isSame = isDeepStrictEqual(schemaOf(model?.schema), schema);
  return compare({
    id: `model-${name.toLowerCase()}`,
    claim: `The model ${name} says what it should: ${description}`,
    expected,
    actual: model === undefined ? 'no such model' : isSame ? expected : (model.schema ?? 'no schema'),
    hint,
  });
}

function validatorCheck({ validators }: Definition, { validator }: RestApiSpec, hint: string): Check {
  const found = validators.filter(({ name }) => name === validator);
  const looksAt = found.map(({ validateRequestBody, validateRequestParameters }) => {
    const parts = [validateRequestBody ? 'bodies' : [], validateRequestParameters ? 'parameters' : []].flat();
    return parts.join(' and ') || 'nothing';
  });
  return compare({
    id: 'validator',
    claim: `The validator ${validator} looks at bodies; parameters are the function's own affair`,
    expected: 'bodies',
    actual: looksAt.join('; ') || 'no such validator',
    hint,
  });
}
