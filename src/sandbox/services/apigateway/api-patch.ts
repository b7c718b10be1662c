/** What UpdateRestApi changes. AWS: "UpdateRestApi", "API Gateway Patch Operations". */
import type { EndpointConfiguration } from '@aws-sdk/client-api-gateway';
import { badRequest, notServed } from './errors.js';
import type { PatchRule, PatchRules } from './patch.js';
import { itemRule, requiredValue, switchRule, textRule } from './patch-rules.js';
import type { ApiRecord } from './records.js';

type Settings = ApiRecord['settings'];

export const API_PATCH_RULES: PatchRules<ApiRecord> = [
  textRule('/name', (api, name) => withSettings(api, { name })),
  {
    path: '/description',
    replace: (api, change) => {
      const description = requiredValue(change);
      if (description === '') throw badRequest('Description cannot be an empty string');
      return withSettings(api, { description });
    },
    remove: (api) => {
      const { description: _removed, ...settings } = api.settings;
      return { ...api, settings };
    },
  },
  textRule('/version', (api, version) => withSettings(api, { version })),
  textRule('/apiKeySource', (api, value) => {
    if (value !== 'HEADER' && value !== 'AUTHORIZER') {
      throw badRequest('Invalid ApiKeySource specified. Valid options are HEADER,AUTHORIZER');
    }
    return withSettings(api, { apiKeySource: value });
  }),
  textRule(
    '/minimumCompressionSize',
    (api, value) => {
      const { minimumCompressionSize: _before, ...settings } = api.settings;
      return value === ''
        ? { ...api, settings }
        : withSettings(api, { minimumCompressionSize: Number(value) });
    },
    { required: false },
  ),
  switchRule('/disableExecuteApiEndpoint', (api, disableExecuteApiEndpoint) =>
    withSettings(api, { disableExecuteApiEndpoint }),
  ),
  textRule<ApiRecord>('/policy', () => {
    throw notServed('resource policies of REST APIs');
  }),
  itemRule('/binaryMediaTypes/{content-type}', {
    get: ({ definition }) => definition.binaryMediaTypes,
    set: (api, binaryMediaTypes) => ({ ...api, definition: { ...api.definition, binaryMediaTypes } }),
  }),
  endpointTypeRule(),
  textRule('/endpointConfiguration/ipAddressType', (api, value) => {
    if (value !== 'ipv4' && value !== 'dualstack') {
      throw badRequest('ipAddressType must be either ipv4 or dualstack.');
    }
    return withEndpoint(api, { ipAddressType: value });
  }),
];

/** `/endpointConfiguration/types/EDGE`, or, by its place in the list of one, `…/0`. */
function endpointTypeRule(): PatchRule<ApiRecord> {
  return {
    path: '/endpointConfiguration/types/{type}',
    replace: (api, { value, keys: [before = ''], path }) => {
      if (value !== 'REGIONAL' && value !== 'EDGE' && value !== 'PRIVATE') {
        throw badRequest('Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE');
      }
      const [current] = api.settings.endpointConfiguration?.types ?? [];
      if (before !== current && before !== '0') throw badRequest(`Invalid patch path ${path}`);
      return withEndpoint(api, {
        types: [value],
        ...(value === 'PRIVATE' ? { ipAddressType: 'dualstack' as const } : {}),
      });
    },
  };
}

function withSettings(api: ApiRecord, change: Partial<Settings>): ApiRecord {
  return { ...api, settings: { ...api.settings, ...change } };
}

function withEndpoint(api: ApiRecord, change: EndpointConfiguration): ApiRecord {
  const endpointConfiguration = { ...api.settings.endpointConfiguration, ...change };
  return withSettings(api, { endpointConfiguration });
}
