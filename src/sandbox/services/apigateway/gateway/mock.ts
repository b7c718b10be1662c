/**
 * The integration MOCK: an answer without a backend, as for CORS preflights.
 * AWS: "Mock integrations for REST APIs in API Gateway".
 */
import type { Integration, IntegrationResponse } from '@aws-sdk/client-api-gateway';
import { ownValue } from '../apigateway.js';
import { contentTypeOf, type GatewayAnswer, type HeaderLine, type RoutedCall } from './call.js';
import { configurationError, GatewayFailure } from './failures.js';
import { isHeader } from './headers.js';
import { renderTemplate, UnsupportedTemplate, type Variables } from './templates.js';
import { mappedValue, variablesOf } from './variables.js';

const JSON_TYPE = 'application/json';
const HEADER = 'method.response.header.';

/** Throws GatewayFailure. */
export function mockAnswer(call: RoutedCall, integration: Integration): GatewayAnswer {
  const variables = variablesOf(call);
  const template = ownValue(integration.requestTemplates, contentTypeOf(call.request));
  const asked =
    template === undefined ? call.request.body.toString('utf8') : rendered(call, template, variables);
  const response = selectResponse(call, integration, statusCodeOf(call, asked));
  const status = response.statusCode ?? '';
  const declared = ownValue(call.route.method.methodResponses, status);
  if (declared === undefined) {
    throw configurationError(call.note, `Output mapping refers to an invalid method response: ${status}`);
  }
  const headers = Object.entries(response.responseParameters ?? {}).flatMap(
    ([name, source]): HeaderLine[] => {
      const value = mappedValue(source, call, variables);
      const line = [name.slice(HEADER.length), value ?? ''] as const;
      return value !== undefined && name.startsWith(HEADER) && isHeader(line) ? [line] : [];
    },
  );
  const templates = Object.entries(response.responseTemplates ?? {});
  const [type, body] = templates.find(([name]) => name === JSON_TYPE) ?? templates[0] ?? [JSON_TYPE, ''];
  const own = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: Number(status),
    headers: own ? headers : [['Content-Type', type], ...headers],
    body: rendered(call, body ?? '', variables),
  };
}

/** The request template says which answer is wanted: `{"statusCode": 200}`. */
function statusCodeOf({ note }: RoutedCall, text: string): string {
  try {
    const asked: unknown = JSON.parse(text);
    if (typeof asked === 'object' && asked !== null && 'statusCode' in asked) {
      const status = Number(asked.statusCode);
      if (Number.isInteger(status)) return String(status);
    }
  } catch {
    // No JSON: no status.
  }
  throw configurationError(
    note,
    'Unable to parse statusCode. It should be an integer and defined in request template.',
  );
}

/** The first whose pattern matches the status code, else the one without a pattern. */
function selectResponse({ note }: RoutedCall, integration: Integration, status: string): IntegrationResponse {
  const responses = Object.values(integration.integrationResponses ?? {});
  const found =
    responses.find(
      ({ selectionPattern = '' }) => selectionPattern !== '' && matches(selectionPattern, status),
    ) ?? responses.find(({ selectionPattern = '' }) => selectionPattern === '');
  if (found === undefined) {
    throw configurationError(note, 'No match for output mapping and no default output mapping configured.');
  }
  return found;
}

/** A pattern that is none matches nothing. */
function matches(pattern: string, status: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(status);
  } catch {
    return false;
  }
}

function rendered({ note }: RoutedCall, template: string, variables: Variables): string {
  try {
    return renderTemplate(template, variables);
  } catch (error) {
    if (!(error instanceof UnsupportedTemplate)) throw error;
    note(error.message);
    throw new GatewayFailure('API_CONFIGURATION_ERROR');
  }
}
