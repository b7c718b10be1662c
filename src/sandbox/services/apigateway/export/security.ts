/** How callers prove who they are, where a method asks for that. AWS: "Control access to a REST API with IAM permissions". */
import type { Method } from '@aws-sdk/client-api-gateway';
import type { ExportSource, Json } from './source.js';

/** What methods call the scheme of signatures by. */
const SIGNATURES = 'sigv4';

/** What an operation needs: nothing, or a signature. */
export function securityOf({ authorizationType }: Method): Json[] {
  return authorizationType === 'AWS_IAM' ? [{ [SIGNATURES]: [] }] : [];
}

/** The schemes that the methods of an API need; empty where all of them are open. Both formats word them alike. */
export function securitySchemes({ definition, extensions }: ExportSource): Json {
  const methods = Object.values(definition.resources).flatMap((resource) => Object.values(resource.methods));
  if (!methods.some((method) => securityOf(method).length > 0)) return {};
  return {
    [SIGNATURES]: {
      type: 'apiKey',
      name: 'Authorization',
      in: 'header',
      ...(extensions.authorizers ? { 'x-amazon-apigateway-authtype': 'awsSigv4' } : {}),
    },
  };
}
