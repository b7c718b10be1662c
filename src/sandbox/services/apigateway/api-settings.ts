/** What is told of a REST API itself, and what of it may be. AWS: "CreateRestApi", "RestApi". */
import type { CreateRestApiRequest, EndpointConfiguration } from '@aws-sdk/client-api-gateway';
import { badRequest, notServed } from './errors.js';
import type { ApiRecord } from './records.js';

type Settings = ApiRecord['settings'];

const MAX_COMPRESSION_SIZE = 10 * 1024 * 1024; /* 10 MiB */

/** Throws BadRequestException. */
export function newSettings(input: CreateRestApiRequest): Settings {
  const { name, description, version, minimumCompressionSize } = input;
  if (description === '') throw badRequest('Description cannot be an empty string');
  if (input.cloneFrom !== undefined) throw notServed('cloneFrom: make the API and its parts anew');
  if (input.policy !== undefined) throw notServed('resource policies of REST APIs');
  if (input.securityPolicy !== undefined || input.endpointAccessMode !== undefined) {
    throw notServed('securityPolicy and endpointAccessMode: its addresses have no TLS');
  }
  return checkSettings({
    name,
    ...(description === undefined ? {} : { description }),
    ...(version === undefined ? {} : { version }),
    ...(minimumCompressionSize === undefined ? {} : { minimumCompressionSize }),
    apiKeySource: input.apiKeySource ?? 'HEADER',
    endpointConfiguration: endpointOf(input.endpointConfiguration),
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
  });
}

/** Throws BadRequestException. */
export function checkSettings(settings: Settings): Settings {
  const { name = '', minimumCompressionSize: size = 0, endpointConfiguration = {} } = settings;
  const { types = [], ipAddressType } = endpointConfiguration;
  if (name === '') throw badRequest('Name cannot be empty');
  if (!Number.isInteger(size) || size < 0 || size > MAX_COMPRESSION_SIZE) {
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${MAX_COMPRESSION_SIZE}`);
  }
  if (types[0] === 'PRIVATE' && ipAddressType === 'ipv4') {
    throw badRequest('Only dualstack ipAddressType is supported for Private APIs.');
  }
  if (settings.disableExecuteApiEndpoint) {
    throw notServed('disableExecuteApiEndpoint: an API has no other address here');
  }
  return settings;
}

function endpointOf({
  types = ['EDGE'],
  ipAddressType,
  vpcEndpointIds,
}: EndpointConfiguration = {}): EndpointConfiguration {
  if (types.length === 0) {
    throw badRequest('REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.');
  }
  if (types.length > 1) throw badRequest('Cannot create an api with multiple Endpoint Types.');
  if (vpcEndpointIds !== undefined) throw notServed('VPC endpoints');
  return { types, ipAddressType: ipAddressType ?? (types[0] === 'PRIVATE' ? 'dualstack' : 'ipv4') };
}
