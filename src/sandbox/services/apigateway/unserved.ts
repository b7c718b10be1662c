/**
 * Operations that a learner may well reach for and that the sandbox does not have: refused in words, where the rest of
 * the model gets the unknown-operation error.
 */
import type { AccessTable, Handler, HandlerTable } from '../../service.js';
import { notServed } from './errors.js';

const IMPORT = 'imports of APIs: make the API and its parts one by one';
const API_KEYS = 'API keys';
const USAGE_PLANS = 'usage plans: throttle methods by the settings of a stage';
const AUTHORIZERS = 'authorizers';
const DOMAIN_NAMES = 'custom domain names: an API answers at /execute-api/{apiId}/{stage}';
const DOCUMENTATION = 'documentation parts and versions';

const UNSERVED: Readonly<Record<string, string>> = {
  ImportRestApi: IMPORT,
  PutRestApi: IMPORT,
  CreateApiKey: API_KEYS,
  ImportApiKeys: API_KEYS,
  GetApiKey: API_KEYS,
  GetApiKeys: API_KEYS,
  CreateUsagePlan: USAGE_PLANS,
  CreateUsagePlanKey: USAGE_PLANS,
  GetUsagePlan: USAGE_PLANS,
  GetUsagePlans: USAGE_PLANS,
  CreateAuthorizer: AUTHORIZERS,
  GetAuthorizer: AUTHORIZERS,
  GetAuthorizers: AUTHORIZERS,
  TestInvokeAuthorizer: AUTHORIZERS,
  CreateDomainName: DOMAIN_NAMES,
  GetDomainNames: DOMAIN_NAMES,
  CreateBasePathMapping: DOMAIN_NAMES,
  CreateVpcLink: 'VPC links',
  CreateDocumentationPart: DOCUMENTATION,
  CreateDocumentationVersion: DOCUMENTATION,
  ImportDocumentationParts: DOCUMENTATION,
  GenerateClientCertificate: 'client certificates',
  GetSdk: 'generated SDKs: export the API as OpenAPI instead',
};

/** Each throws BadRequestException. */
export function unservedHandlers(): HandlerTable {
  return Object.fromEntries(
    Object.entries(UNSERVED).map(([operation, what]): [string, Handler<object, never>] => [
      operation,
      () => {
        throw notServed(what);
      },
    ]),
  );
}

/** Whoever asks is told that it is not there, not that it may not be done. */
export const UNSERVED_ACCESS: AccessTable = Object.fromEntries(
  Object.keys(UNSERVED).map((operation) => [operation, () => []]),
);
