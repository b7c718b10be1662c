/**
 * TestInvokeMethod: one call of a method as it is defined now, deployed or not, with the log of what happened.
 * AWS: "Use the API Gateway console to test a REST API method".
 */
import { performance } from 'node:perf_hooks';
import type { Method, TestInvokeMethodRequest, TestInvokeMethodResponse } from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import type { LambdaPeer } from '../peers.js';
import { type ApiGateway, findResource, ownValue } from './apigateway.js';
import { methodNotFound, notServed } from './errors.js';
import type { GatewayAnswer, HeaderLine, RoutedCall } from './gateway/call.js';
import { type Executed, execute } from './gateway/execute.js';
import { newIds } from './gateway/index.js';
import { queryParameters } from './gateway/percent.js';
import { matchPath, segmentsOf } from './gateway/routing.js';
import type { ApiRecord, ResourceRecord } from './records.js';

/** Where AWS says that such a call came in. */
const STAGE = 'test-invoke-stage';
const DOMAIN_NAME = 'testPrefix.testDomainName';
/** A longer line of the log is cut. */
const MAX_LINE = 1024; /* characters */
/** How many lines the execution itself writes before it looks at the request, and after it has its answer. */
const OPENING_LINES = 2;
const CLOSING_LINES = 1;

export function testInvokeHandlers({ host, records }: ApiGateway): HandlerTable {
  const lambda = (): Promise<LambdaPeer> => host.peer<LambdaPeer>('lambda');

  const test: Handler<TestInvokeMethodRequest, TestInvokeMethodResponse> = async (input, context) => {
    if (input.clientCertificateId) throw notServed('client certificates');
    const found = findResource(records, context, input);
    const notes: string[] = [];
    const note = (line: string): void => {
      notes.push(logLine(host.clock.now(), line));
    };
    const call = testCall(input, context, found, { at: host.clock.now(), note });
    const before = performance.now();
    const executed = await execute(call, { lambda });
    const latency = Math.round(performance.now() - before);
    const headers = answerHeaders(call, executed.answer);
    const body = Buffer.from(executed.answer.body).toString('utf8');
    const told = { call, executed, headers, body, notes };
    return {
      status: executed.answer.status,
      body,
      headers: Object.fromEntries(headers),
      multiValueHeaders: grouped(headers),
      log: logOf(told, (line) => logLine(host.clock.now(), line)),
      latency,
    };
  };

  return { TestInvokeMethod: test };
}

function testCall(
  input: TestInvokeMethodRequest,
  { account, region }: RequestContext,
  { api, resource }: { readonly api: ApiRecord; readonly resource: ResourceRecord },
  rest: Pick<RoutedCall, 'at' | 'note'>,
): RoutedCall {
  const { httpMethod = '', pathWithQueryString, stageVariables = {} } = input;
  const asked = pathWithQueryString || resource.path;
  const [rawPath = '', ...query] = asked.split('?');
  return {
    ...newIds(),
    ...rest,
    domainName: DOMAIN_NAME,
    request: {
      method: httpMethod,
      rawPath,
      rawQuery: query.join('?'),
      headers: headerLines(input),
      body: Buffer.from(input.body ?? ''),
    },
    target: { account, region, apiId: api.id, stage: STAGE, stageVariables, definition: api.definition },
    route: {
      resource,
      ...methodFor(resource, httpMethod),
      pathParameters: matchPath(resource.path, segmentsOf(rawPath)) ?? {},
    },
  };
}

/** The method of that verb, else the one for any. Throws NotFoundException. */
function methodFor(
  { methods }: ResourceRecord,
  verb: string,
): { readonly verb: string; readonly method: Method } {
  const name = Object.hasOwn(methods, verb) ? verb : 'ANY';
  const method = ownValue(methods, name);
  if (method === undefined) throw methodNotFound();
  return { verb: name, method };
}

/** A header that has both one value and several has the several. */
function headerLines({ headers = {}, multiValueHeaders = {} }: TestInvokeMethodRequest): HeaderLine[] {
  const several = new Set(Object.keys(multiValueHeaders).map((name) => name.toLowerCase()));
  return [
    ...Object.entries(headers).filter(([name]) => !several.has(name.toLowerCase())),
    ...Object.entries(multiValueHeaders).flatMap(([name, values]) =>
      values.map((value): HeaderLine => [name, value]),
    ),
  ];
}

/** What has come from behind API Gateway is traced. */
function answerHeaders({ route, traceId }: RoutedCall, { headers }: GatewayAnswer): HeaderLine[] {
  const isOwn = route.method.methodIntegration?.type === 'MOCK';
  return isOwn ? [...headers] : [...headers, ['X-Amzn-Trace-Id', `${traceId};Sampled=0`]];
}

interface Told {
  readonly call: RoutedCall;
  readonly executed: Executed;
  readonly headers: readonly HeaderLine[];
  readonly body: string;
  /** What the execution itself has written. */
  readonly notes: readonly string[];
}

/** The execution's lines with the request behind its opening ones and the answer before its last. */
function logOf({ call, executed, headers, body, notes }: Told, line: (text: string) => string): string {
  const { request, route, requestId } = call;
  const answer = [
    `Method response body after transformations: ${body}`,
    `Method response headers: ${mapText(headers)}`,
    'Successfully completed execution',
  ];
  const lines = [
    `Execution log for request ${requestId}`,
    ...notes.slice(0, OPENING_LINES),
    line(`Method request path: ${mapText(Object.entries(route.pathParameters))}`),
    line(`Method request query string: ${mapText(queryParameters(request.rawQuery))}`),
    line(`Method request headers: ${mapText(request.headers)}`),
    line(`Method request body before transformations: ${request.body.toString('utf8')}`),
    ...notes.slice(OPENING_LINES, -CLOSING_LINES),
    ...(executed.failed ? [] : answer.map(line)),
    ...notes.slice(-CLOSING_LINES),
  ];
  return `${lines.join('\n')}\n`;
}

/** `Sat Dec 03 01:39:37 UTC 2016 : …` */
function logLine(at: number, text: string): string {
  const [day, date, month, year, time] = new Date(at).toUTCString().replace(',', '').split(' ');
  const cut = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)} [TRUNCATED]` : text;
  return `${day} ${month} ${date} ${time} UTC ${year} : ${cut}`;
}

/** As Java writes a map: `{a=1, b=2}`. */
function mapText(entries: readonly (readonly [string, string])[]): string {
  const values = Object.entries(grouped(entries)).map(([name, all]) => `${name}=${all.join(',')}`);
  return `{${values.join(', ')}}`;
}

function grouped(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of entries) lists.set(name, [...(lists.get(name) ?? []), value]);
  return Object.fromEntries(lists);
}
