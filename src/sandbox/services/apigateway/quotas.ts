/**
 * The hazard `api-quotas`: how often operations may be called in an account and region, on virtual time. What is
 * refused uses up nothing.
 * AWS: "Quotas for creating, deploying and managing an API".
 */
import type { VirtualClock } from '../../clock.js';
import type { Hazards } from '../../hazards.js';
import type { Place } from '../peers.js';
import { tooManyRequests } from './errors.js';

/** So many calls at once, and one more every so many milliseconds. */
interface Quota {
  readonly burst: number;
  readonly every: number;
}

/** All operations together. */
const TOGETHER: Quota = { burst: 40, every: 100 }; /* 10 a second */
/** Operations with quotas of their own; those of CreateRestApi are by endpoint type. */
const QUOTAS: Readonly<Record<string, Quota>> = {
  'CreateRestApi REGIONAL': { burst: 1, every: 3_000 },
  'CreateRestApi PRIVATE': { burst: 1, every: 3_000 },
  'CreateRestApi EDGE': { burst: 1, every: 30_000 },
  DeleteRestApi: { burst: 1, every: 30_000 },
  CreateDeployment: { burst: 1, every: 5_000 },
  CreateResource: { burst: 5, every: 200 },
  DeleteResource: { burst: 5, every: 200 },
};

/** What is left of a quota. */
interface Bucket {
  readonly calls: number;
  /** When that was counted: milliseconds since the epoch, virtual. */
  readonly at: number;
}

export class Quotas {
  readonly #clock: Pick<VirtualClock, 'now'>;
  readonly #hazards: Pick<Hazards, 'has'>;
  /** By account, region and quota. A start of the sandbox fills them again. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<VirtualClock, 'now'>, hazards: Pick<Hazards, 'has'>) {
    this.#clock = clock;
    this.#hazards = hazards;
  }

  /** Throws TooManyRequestsException with the seconds after which the call would be served. */
  assertWithin(place: Place, operation: string, input: object): void {
    if (!this.#hazards.has('api-quotas')) return;
    const own = quotaName(operation, input);
    const named: [string, Quota | undefined][] = [
      ['', TOGETHER],
      [own, QUOTAS[own]],
    ];
    const taken = named.map(([name, quota]) => {
      const key = `${place.account}/${place.region}/${name}`;
      return quota === undefined ? undefined : { key, bucket: this.#take(key, quota) };
    });
    for (const each of taken) if (each !== undefined) this.#buckets.set(each.key, each.bucket);
  }

  #take(key: string, { burst, every }: Quota): Bucket {
    const now = this.#clock.now();
    const before = this.#buckets.get(key) ?? { calls: burst, at: now };
    const calls = Math.min(burst, before.calls + (now - before.at) / every);
    if (calls < 1) throw tooManyRequests(Math.ceil(((1 - calls) * every) / 1000));
    return { calls: calls - 1, at: now };
  }
}

function quotaName(operation: string, input: object): string {
  if (operation !== 'CreateRestApi') return operation;
  const endpoint = 'endpointConfiguration' in input ? input.endpointConfiguration : undefined;
  const types =
    typeof endpoint === 'object' && endpoint !== null && 'types' in endpoint ? endpoint.types : [];
  const [type = 'EDGE']: readonly unknown[] = Array.isArray(types) ? types : [];
  return `${operation} ${String(type)}`;
}
