/**
 * The constraints of API Gateway's model. What stands in a body is told under the name of the operation's input
 * (`createRestApiInput.endpointConfiguration.types`), what stands in the path is told bare (`statusCode`).
 */
import { constraintError, type Rule, type Rules, violations } from '../../protocol/constraints.js';

const STATUS_CODE: Rule = { required: true, pattern: '[1-5]\\d\\d' };
const ENDPOINT_CONFIGURATION: Rule = {
  members: {
    types: { element: { oneOf: ['PRIVATE', 'EDGE', 'REGIONAL'] } },
    ipAddressType: { oneOf: ['ipv4', 'dualstack'] },
  },
};
const PATCH: Rules = {
  patchOperations: {
    element: {
      members: { op: { required: true, oneOf: ['add', 'remove', 'move', 'test', 'replace', 'copy'] } },
    },
  },
};
/** In the order in which AWS lists them. */
const RESPONSE_TYPES = [
  'REQUEST_TOO_LARGE',
  'RESOURCE_NOT_FOUND',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'MISSING_AUTHENTICATION_TOKEN',
  'BAD_REQUEST_BODY',
  'INVALID_SIGNATURE',
  'INVALID_API_KEY',
  'BAD_REQUEST_PARAMETERS',
  'AUTHORIZER_FAILURE',
  'UNAUTHORIZED',
  'INTEGRATION_TIMEOUT',
  'ACCESS_DENIED',
  'DEFAULT_4XX',
  'DEFAULT_5XX',
  'WAF_FILTERED',
  'QUOTA_EXCEEDED',
  'THROTTLED',
  'API_CONFIGURATION_ERROR',
  'UNSUPPORTED_MEDIA_TYPE',
  'INTEGRATION_FAILURE',
  'EXPIRED_TOKEN',
] as const;
const RESPONSE_TYPE: Rule = { required: true, oneOf: RESPONSE_TYPES };

/** Of bodies, by operation. An operation whose name begins with Update has patch operations in its body. */
const BODIES: Readonly<Record<string, Rules>> = {
  CreateRestApi: {
    name: { required: true },
    endpointConfiguration: ENDPOINT_CONFIGURATION,
    apiKeySource: { oneOf: ['HEADER', 'AUTHORIZER'] },
  },
  CreateResource: { pathPart: { required: true } },
  CreateModel: { name: { required: true }, contentType: { required: true } },
  PutMethod: { authorizationType: { required: true } },
  PutIntegration: {
    type: { required: true, oneOf: ['HTTP', 'AWS', 'MOCK', 'HTTP_PROXY', 'AWS_PROXY'] },
    connectionType: { oneOf: ['INTERNET', 'VPC_LINK'] },
    contentHandling: { oneOf: ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] },
  },
  PutIntegrationResponse: {
    contentHandling: { oneOf: ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] },
  },
  TagResource: { tags: { required: true } },
};

/** Of what stands in the path or the query string, by operation. */
const LABELS: Readonly<Record<string, Rules>> = {
  ...Object.fromEntries(
    ['MethodResponse', 'IntegrationResponse'].flatMap((what) =>
      ['Put', 'Get', 'Update', 'Delete'].map((verb) => [`${verb}${what}`, { statusCode: STATUS_CODE }]),
    ),
  ),
  ...Object.fromEntries(
    ['Put', 'Get', 'Update', 'Delete'].map((verb) => [
      `${verb}GatewayResponse`,
      { responseType: RESPONSE_TYPE },
    ]),
  ),
};

/** Throws ValidationException for what the model of an operation refuses. @param operation `UpdateStage` */
export function checkInput(operation: string, input: object): void {
  const body = operation.startsWith('Update') ? PATCH : (BODIES[operation] ?? {});
  const member = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}Input`;
  const found = [
    ...violations({ [member]: { members: body } }, { [member]: input }),
    ...violations(LABELS[operation] ?? {}, input),
  ];
  if (found.length > 0) throw constraintError(found);
}
