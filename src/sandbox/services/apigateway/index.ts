/**
 * API Gateway: REST APIs, their deployments and stages, and the addresses at which a deployed API answers.
 * AWS: "Amazon API Gateway REST API Reference".
 */
import type { Host, Service } from '../../service.js';
import type { ApiGatewayPeer } from '../peers.js';
import { createGateway } from './gateway/index.js';
import { openRecords } from './records.js';

export function createApiGateway(host: Host): Service {
  const records = openRecords(host.store);
  const gateway = createGateway(host, records);
  const peer: ApiGatewayPeer = {
    serve: (request) => gateway.serve(request),
    taggedResources: () => [],
  };
  return { handlers: {}, peer };
}
