/** The client's end of the control routes (`http/control.ts`). */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { request } from 'node:http';
import { Problem } from '../problem.js';
import type { SandboxConnection } from './client.js';
import { CONTROL_PREFIX, CONTROL_SIGNING_NAME, healthProof } from './http/control.js';
import {
  ALGORITHM,
  basicTimestamp,
  canonicalRequest,
  deriveSigningKey,
  hmac,
  scopeText,
  sha256,
  stringToSign,
} from './http/signing.js';

/** A sandbox that is there answers its health at once. */
const HEALTH_TIMEOUT = 2 * 1000; /* 2 s */
/** A sandbox with too many open connections closes idle ones, and asks the newcomer to come again. */
const MOST_ATTEMPTS = 3;
const MAX_ANSWER = 1024 * 1024; /* 1 MiB */

interface Answer {
  readonly status: number;
  /** The error's name, as REST services tell it; empty where it is none. */
  readonly errorType: string;
  readonly text: string;
}

export type ControlRoute =
  | 'advance'
  | 'faults'
  | 'hazards'
  | 'health'
  | 'now'
  | 'policy'
  | 'policy-uses'
  | 'status'
  | 'stop';

/** The sandbox has answered with an error. */
export class ControlRefusal extends Problem {
  /** The error's name, as AWS's would be: `ValidationException`. Empty where the answer has none. */
  readonly code: string;
  /** What it says. */
  readonly words: string;

  constructor(
    { endpoint }: SandboxConnection,
    route: ControlRoute,
    { status, errorType, text }: Answer,
    output: Readonly<Record<string, unknown>> = {},
  ) {
    super(`The sandbox at ${endpoint} has refused "${route}".`, {
      next: 'Start it anew: orders-lab sandbox stop, then orders-lab sandbox start',
      because: `It answered ${status}: ${text.trim()}`,
    });
    this.code = errorType;
    this.words = String(output.message ?? '');
  }
}

/**
 * Calls a control route and returns what it answers. Throws a Problem where the sandbox does not answer or
 * refuses, or where the signal is aborted before; without one it waits as long as the sandbox takes.
 */
export async function callControl(
  connection: SandboxConnection,
  route: ControlRoute,
  input: Readonly<Record<string, unknown>> = {},
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  let answer: Answer;
  try {
    answer = await postUntilTaken(connection, route, JSON.stringify(input), signal);
  } catch (error) {
    throw new Problem(`The sandbox at ${connection.endpoint} does not answer.`, {
      next: 'Start it again: orders-lab sandbox start',
      because: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
  const output = parseObject(answer.text);
  if (answer.status !== 200 || output === undefined) {
    throw new ControlRefusal(connection, route, answer, output);
  }
  return output;
}

/** Whether this very sandbox answers: it must prove that it has the secret of the connection. */
export async function isHealthy(connection: SandboxConnection): Promise<boolean> {
  const nonce = randomBytes(16).toString('hex');
  try {
    const { pid, proof } = await callControl(
      connection,
      'health',
      { nonce },
      AbortSignal.timeout(HEALTH_TIMEOUT),
    );
    const expected = Buffer.from(healthProof(connection.secretAccessKey, nonce));
    const given = Buffer.from(String(proof));
    return given.length === expected.length && timingSafeEqual(given, expected) && pid === connection.pid;
  } catch {
    return false;
  }
}

/** Every route may be called twice: what was done already is done. */
async function postUntilTaken(
  connection: SandboxConnection,
  route: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await post(connection, route, body, signal);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isReset(error)) throw error;
    }
  }
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}

function post(
  connection: SandboxConnection,
  route: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const path = CONTROL_PREFIX + route;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: connection.port,
        method: 'POST',
        path,
        headers: { ...signedHeaders(connection, path, body), 'content-length': Buffer.byteLength(body) },
        agent: false,
        ...(signal === undefined ? {} : { signal }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MAX_ANSWER) response.destroy(new Error('The answer is too long'));
        });
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            errorType: String(response.headers['x-amzn-errortype'] ?? ''),
            text,
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function signedHeaders(connection: SandboxConnection, rawPath: string, body: string): Record<string, string> {
  const timestamp = basicTimestamp(Date.now());
  const scope = { date: timestamp.slice(0, 8), region: connection.region, service: CONTROL_SIGNING_NAME };
  const headers: [string, string][] = [
    ['content-type', 'application/json'],
    ['host', `127.0.0.1:${connection.port}`],
    ['x-amz-date', timestamp],
  ];
  const canonical = canonicalRequest({
    method: 'POST',
    rawPath,
    rawQuery: '',
    headers,
    payloadHash: sha256(body),
  });
  const key = deriveSigningKey(connection.secretAccessKey, scope);
  const signature = hmac(key, stringToSign(canonical, timestamp, scope)).toString('hex');
  const names = headers.map(([name]) => name).join(';');
  const credential = `${connection.accessKeyId}/${scopeText(scope)}`;
  return {
    ...Object.fromEntries(headers),
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
