/**
 * The sandbox's own routes, `/_sandbox/…`: how the lab talks to it beside AWS's protocols. Each is a POST of
 * JSON, signed like everything else, with a service name of its own and the learner's own key.
 */
import type { VirtualClock } from '../clock.js';
import { AwsError } from '../errors.js';
import { type Faults, faultRules } from '../faults.js';
import { type HazardName, type Hazards, hazardNames, isHazardName } from '../hazards.js';
import type { LearnerPolicy } from '../learner-policy.js';
import type { WireRequest, WireResponse } from './message.js';
import { hmac } from './signing.js';
import type { Identity } from './sigv4.js';

export const CONTROL_PREFIX = '/_sandbox/';
export const CONTROL_SIGNING_NAME = 'orders-lab-sandbox';

/** What `health` and `status` answer. */
export interface SandboxStatus {
  readonly pid: number;
  /** The version of orders-lab that runs. */
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Virtual time, in milliseconds since the epoch. */
  readonly now: number;
  /** Those that are on. */
  readonly hazards: readonly HazardName[];
  /** Whether the learner's keys are held against a policy. */
  readonly policy: boolean;
}

export interface ControlOptions {
  readonly clock: VirtualClock;
  readonly hazards: Hazards;
  readonly faults: Faults;
  readonly learnerPolicy: LearnerPolicy;
  readonly secretAccessKey: string;
  /** The learner's. Keys that the sandbox hands to functions must not steer it. */
  readonly accessKeyId: string;
  readonly version: string;
  readonly startedAt: string;
  /** Called once the answer is on its way. */
  readonly stop: () => void;
}

type Route = (input: Record<string, unknown>) => unknown;

/** Answers requests under `CONTROL_PREFIX`. Throws AwsError for the caller to answer. */
export type Control = (request: WireRequest, identity: Identity) => Promise<WireResponse>;

export function createControl(options: ControlOptions): Control {
  const { clock, faults, hazards, learnerPolicy } = options;
  const status = (): SandboxStatus => ({
    pid: process.pid,
    version: options.version,
    startedAt: options.startedAt,
    now: clock.now(),
    hazards: hazards.active,
    policy: learnerPolicy.document !== undefined,
  });
  const routes: Readonly<Record<string, Route>> = {
    health: ({ nonce }) => {
      if (typeof nonce !== 'string' || !/^[0-9a-f]{32,64}$/.test(nonce))
        throw invalid('nonce must be 32 to 64 hexadecimal digits');
      return { ...status(), proof: healthProof(options.secretAccessKey, nonce) };
    },
    status,
    now: () => ({ now: clock.now() }),
    advance: async ({ to }) => {
      if (typeof to !== 'number') throw invalid('to must be a time in milliseconds since the epoch');
      try {
        await clock.advanceTo(to);
      } catch (error) {
        throw error instanceof RangeError ? invalid(error.message) : error;
      }
      return { now: clock.now() };
    },
    hazards: ({ active }) => {
      hazards.set(hazardsOf(active));
      return { active: hazards.active };
    },
    faults: ({ rules }) => {
      const parsed = faultRules.safeParse(rules);
      if (!parsed.success) throw invalid(`rules are no list of fault rules: ${parsed.error.message}`);
      faults.set(parsed.data);
      return { rules: parsed.data.length };
    },
    policy: ({ document }) => {
      if (document !== undefined) learnerPolicy.set(documentOf(document));
      return { document: learnerPolicy.document ?? null };
    },
    'policy-uses': ({ from = 0 }) => {
      if (typeof from !== 'number' || from < 0) throw invalid('from must be where a page begins');
      return learnerPolicy.uses(from);
    },
    stop: () => {
      setImmediate(options.stop);
      return { stopping: true };
    },
  };

  return async (request, identity) => {
    if (identity.signingName !== CONTROL_SIGNING_NAME) {
      throw new AwsError(
        'InvalidSignatureException',
        `Credential should be scoped to correct service: '${CONTROL_SIGNING_NAME}'. `,
      );
    }
    if (identity.principal.accessKeyId !== options.accessKeyId) {
      throw new AwsError('AccessDeniedException', 'Only the owner of this sandbox may steer it.', {
        status: 403,
      });
    }
    const name = request.rawPath.slice(CONTROL_PREFIX.length);
    const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (!route || request.method !== 'POST') {
      throw new AwsError('UnknownOperationException', `No such route: ${request.method} ${request.rawPath}`, {
        status: 404,
      });
    }
    const output = await route(parseInput(request.body));
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(output) };
  };
}

/**
 * Proves to a client that it talks to the sandbox whose secret it knows, and not to another program that has
 * got the port meanwhile.
 */
export function healthProof(secretAccessKey: string, nonce: string): string {
  return hmac(secretAccessKey, `${CONTROL_SIGNING_NAME} health ${nonce}`).toString('hex');
}

function parseInput(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('The body is no JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw invalid('The body is no JSON object');
  return { ...input };
}

function hazardsOf(active: unknown): HazardName[] {
  const names: readonly unknown[] = Array.isArray(active) ? active : [undefined];
  return names.map((name) => {
    if (typeof name === 'string' && isHazardName(name)) return name;
    throw invalid(`active must be a list of hazards; there are ${hazardNames().join(', ')}`);
  });
}

/** Null lifts the policy. */
function documentOf(document: unknown): string | undefined {
  if (document === null) return undefined;
  if (typeof document !== 'string') throw invalid('document must be the text of a policy, or null');
  return document;
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
