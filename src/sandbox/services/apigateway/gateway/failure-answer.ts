/**
 * A failure as the client sees it: as API Gateway words it, or as the API's gateway responses do.
 * AWS: "Gateway responses for REST APIs in API Gateway".
 */
import type { GatewayResponse } from '@aws-sdk/client-api-gateway';
import type { Call, GatewayAnswer, HeaderLine, RoutedCall } from './call.js';
import type { GatewayFailure } from './failures.js';
import { isHeader } from './headers.js';
import { renderTemplate, UnsupportedTemplate } from './templates.js';
import { mappedValue, variablesOf } from './variables.js';

const JSON_TYPE = 'application/json';
const HEADER = 'gatewayresponse.header.';
const SERVER_ERRORS = 500;

export function failureAnswer(call: Call & Partial<RoutedCall>, failure: GatewayFailure): GatewayAnswer {
  const response = responseFor(call.target.definition.gatewayResponses, failure);
  const variables = variablesOf(call, {
    'context.error.message': failure.message,
    'context.error.messageString': JSON.stringify(failure.message),
    'context.error.responseType': failure.type,
    'context.error.validationErrorString': failure.details ?? '',
  });
  const templates = Object.entries(response?.responseTemplates ?? {});
  const [type, template] = templates.find(([name]) => name === JSON_TYPE) ?? templates[0] ?? [JSON_TYPE];
  const plain = JSON.stringify({ message: failure.message });
  return {
    status: response?.statusCode === undefined ? failure.status : Number(response.statusCode),
    headers: [
      ['Content-Type', type],
      ['x-amzn-ErrorType', failure.errorType],
      ...Object.entries(response?.responseParameters ?? {}).flatMap(([name, source]): HeaderLine[] => {
        const line = [name.slice(HEADER.length), mappedValue(source, call, variables) ?? ''] as const;
        return name.startsWith(HEADER) && isHeader(line) ? [line] : [];
      }),
    ],
    body: template === undefined ? plain : (rendered(template, variables, call.note) ?? plain),
  };
}

/** The one for just this failure, else the one for all of its kind. */
function responseFor(
  responses: Readonly<Record<string, GatewayResponse>>,
  { type, status }: GatewayFailure,
): GatewayResponse | undefined {
  return responses[type] ?? responses[status < SERVER_ERRORS ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
}

/** Undefined where it cannot be: the failure is told in API Gateway's own words then. */
function rendered(
  template: string,
  variables: Parameters<typeof renderTemplate>[1],
  note: Call['note'],
): string | undefined {
  try {
    return renderTemplate(template, variables);
  } catch (error) {
    if (!(error instanceof UnsupportedTemplate)) throw error;
    note(error.message);
    return undefined;
  }
}
