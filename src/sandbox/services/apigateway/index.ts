/**
 * API Gateway: REST APIs, their deployments and stages, and the addresses at which a deployed API answers.
 * AWS: "Amazon API Gateway REST API Reference".
 */
import type { Host, Service } from '../../service.js';
import type { ApiGatewayPeer } from '../peers.js';
import { ACCESS } from './access.js';
import { accountHandlers } from './account.js';
import { openApiGateway } from './apigateway.js';
import { apiHandlers } from './apis.js';
import { deploymentHandlers } from './deployments.js';
import { exportHandlers } from './export/index.js';
import { createGateway } from './gateway/index.js';
import { gatewayResponseHandlers } from './gateway-responses.js';
import { guarded } from './guarded.js';
import { integrationResponseHandlers } from './integration-responses.js';
import { integrationHandlers } from './integrations.js';
import { methodResponseHandlers } from './method-responses.js';
import { methodHandlers } from './methods.js';
import { modelHandlers } from './models.js';
import { openRecords } from './records.js';
import { resourceHandlers } from './resources.js';
import { stageHandlers } from './stages.js';
import { taggedResources, tagHandlers, tagsAbove } from './tags.js';
import { testInvokeHandlers } from './test-invoke.js';
import { UNSERVED_ACCESS, unservedHandlers } from './unserved.js';
import { validatorHandlers } from './validators.js';

export function createApiGateway(host: Host): Service {
  const records = openRecords(host.store);
  const gateway = createGateway(host, records);
  const apiGateway = openApiGateway(host, records);
  const peer: ApiGatewayPeer = {
    serve: (request) => gateway.serve(request),
    taggedResources: (account, region) => taggedResources(records, { account, region }),
  };
  const handlers = {
    ...apiHandlers(apiGateway),
    ...resourceHandlers(apiGateway),
    ...methodHandlers(apiGateway),
    ...methodResponseHandlers(apiGateway),
    ...integrationHandlers(apiGateway),
    ...integrationResponseHandlers(apiGateway),
    ...modelHandlers(apiGateway),
    ...validatorHandlers(apiGateway),
    ...gatewayResponseHandlers(apiGateway),
    ...deploymentHandlers(apiGateway),
    ...stageHandlers(apiGateway),
    ...exportHandlers(apiGateway),
    ...testInvokeHandlers(apiGateway),
    ...tagHandlers(apiGateway),
    ...accountHandlers(apiGateway),
    ...unservedHandlers(),
  };
  return {
    handlers: guarded(host, handlers),
    access: { ...ACCESS, ...UNSERVED_ACCESS },
    tagsOf: (arn, place) => tagsAbove(records, place, arn),
    peer,
  };
}
