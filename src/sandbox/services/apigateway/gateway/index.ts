/** The addresses at which deployed APIs answer: from a request, as it comes over HTTP, to its answer. */
import { randomBytes, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { ReceivedRequest, WireResponse } from '../../../http/message.js';
import type { Host } from '../../../service.js';
import type { LambdaPeer } from '../../peers.js';
import { type ApiRecord, apiKey, partKey, type Records, type StageRecord } from '../records.js';
import { readAddress } from './address.js';
import type { Call, GatewayAnswer, HeaderLine, RoutedCall, Target } from './call.js';
import { type Executed, execute } from './execute.js';
import { failureAnswer } from './failure-answer.js';
import { FailureLog } from './failure-log.js';
import { GatewayFailure } from './failures.js';
import { recordMetrics } from './metering.js';
import { propagationOf } from './new-stage.js';
import { findRoute } from './routing.js';
import { Throttle } from './throttle.js';

export interface Gateway {
  /** What goes wrong is an answer. Rejects with `Unanswered` only. */
  serve(request: ReceivedRequest): Promise<WireResponse>;
}

/** A stage that a request is for. */
interface Deployed {
  readonly api: ApiRecord;
  readonly stage: StageRecord;
  readonly target: Target;
  readonly permissionsUntil?: number;
}

export function createGateway(host: Host, records: Records): Gateway {
  const throttle = new Throttle();
  const failureLog = new FailureLog(host);
  const lambda = (): Promise<LambdaPeer> => host.peer<LambdaPeer>('lambda');

  const answer = async (call: Call, { stage, permissionsUntil }: Deployed): Promise<Routed> => {
    const route = findRoute(call.target.definition, call.request.method, call.request.rawPath);
    if (route === undefined) {
      return { answer: failureAnswer(call, new GatewayFailure('MISSING_AUTHENTICATION_TOKEN')) };
    }
    const routed: RoutedCall = { ...call, route };
    if (!throttle.admits(routed, stage)) {
      return { call: routed, answer: failureAnswer(routed, new GatewayFailure('THROTTLED')) };
    }
    const options = { lambda, ...(permissionsUntil === undefined ? {} : { permissionsUntil }) };
    return { call: routed, ...(await execute(routed, options)) };
  };

  return {
    async serve(received) {
      const before = performance.now();
      const ids = newIds();
      const address = readAddress(received);
      if (address === undefined) return wireResponse(FORBIDDEN, ids);
      const deployed = findDeployed(host, records, address.apiId, address.stage);
      if (deployed === undefined) return wireResponse(FORBIDDEN, ids);
      const call: Call = {
        ...ids,
        request: address.request,
        target: deployed.target,
        at: host.clock.now(),
        domainName: received.headers.host ?? '',
        note: failureLog.of(address.apiId, ids.requestId),
      };
      const done = await answer(call, deployed).catch((error: unknown): Routed => {
        host.log(
          `apigateway: request ${ids.requestId}: ${error instanceof Error ? error.stack : String(error)}`,
        );
        return { answer: failureAnswer(call, new GatewayFailure('DEFAULT_5XX')) };
      });
      recordMetrics(host.metrics, {
        ...deployed,
        call: done.call,
        status: done.answer.status,
        latency: performance.now() - before,
        integrationLatency: done.integrationLatency,
      });
      return wireResponse(done.answer, ids);
    },
  };
}

interface Routed extends Executed {
  readonly call?: RoutedCall;
}

type Ids = Pick<Call, 'requestId' | 'extendedRequestId' | 'traceId'>;

/** Of no API, so that none can word it. */
const FORBIDDEN: GatewayAnswer = {
  status: 403,
  headers: [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', 'ForbiddenException'],
  ],
  body: JSON.stringify({ message: 'Forbidden' }),
};

function findDeployed(host: Host, records: Records, apiId: string, stageName: string): Deployed | undefined {
  const place = records.places.get(apiId);
  if (place === undefined) return undefined;
  const api = records.apis.get(apiKey(place, apiId));
  const stage = records.stages.get(partKey(place, apiId, stageName));
  const current = stage && records.deployments.get(partKey(place, apiId, stage.deploymentId));
  if (api === undefined || stage === undefined || current === undefined) return undefined;
  const { deployment, permissionsUntil } = propagationOf(place, stage, current, { ...host, records });
  if (deployment === 'no stage') return undefined;
  const { definition, id } = deployment === 'no methods' ? { ...current, definition: EMPTY } : deployment;
  return {
    api,
    stage,
    target: {
      account: place.account,
      region: place.region,
      apiId,
      stage: stageName,
      deploymentId: id,
      stageVariables: stage.variables,
      definition,
    },
    ...(permissionsUntil === undefined ? {} : { permissionsUntil }),
  };
}

const EMPTY: Target['definition'] = {
  resources: {},
  models: {},
  validators: {},
  gatewayResponses: {},
  binaryMediaTypes: [],
};

/** For a request that comes now. Nothing is traced; the form is X-Ray's. */
export function newIds(): Ids {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return {
    requestId: randomUUID(),
    extendedRequestId: randomBytes(11).toString('base64'),
    traceId: `Root=1-${seconds}-${randomBytes(12).toString('hex')}`,
  };
}

function wireResponse({ status, headers, body }: GatewayAnswer, ids: Ids): WireResponse {
  const own: HeaderLine[] = [
    ['x-amzn-RequestId', ids.requestId],
    ['x-amz-apigw-id', ids.extendedRequestId],
    ['X-Amzn-Trace-Id', ids.traceId],
  ];
  const lists = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (const [name, value] of [...own, ...headers]) {
    const known = lists.get(name.toLowerCase());
    if (known === undefined) lists.set(name.toLowerCase(), { name, values: [value] });
    else known.values.push(value);
  }
  return {
    status,
    headers: Object.fromEntries([...lists.values()].map(({ name, values }) => [name, values])),
    body: status === 204 || status === 304 ? '' : body,
  };
}
