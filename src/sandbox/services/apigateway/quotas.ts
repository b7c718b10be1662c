/**
 * The hazard `api-quotas`: how often operations may be called in an account and region, on virtual time. What is
 * refused uses up nothing.
 * AWS: "Quotas for creating, deploying and managing an API".
 */
import type { VirtualClock } from '../../clock.js';
import type { Hazards } from '../../hazards.js';
import { type Rate, TokenBuckets } from '../../token-buckets.js';
import type { Place } from '../peers.js';
import { tooManyRequests } from './errors.js';

/** All operations together. */
const TOGETHER: Rate = { burst: 40, every: 100 }; /* 10 a second */
/** Operations with quotas of their own; those of CreateRestApi are by endpoint type. */
const QUOTAS: Readonly<Record<string, Rate>> = {
  'CreateRestApi REGIONAL': { burst: 1, every: 3_000 },
  'CreateRestApi PRIVATE': { burst: 1, every: 3_000 },
  'CreateRestApi EDGE': { burst: 1, every: 30_000 },
  DeleteRestApi: { burst: 1, every: 30_000 },
  CreateDeployment: { burst: 1, every: 5_000 },
  CreateResource: { burst: 5, every: 200 },
  DeleteResource: { burst: 5, every: 200 },
};

export class Quotas {
  readonly #hazards: Pick<Hazards, 'has'>;
  /** By account, region and quota. */
  readonly #buckets: TokenBuckets;

  constructor(clock: Pick<VirtualClock, 'now'>, hazards: Pick<Hazards, 'has'>) {
    this.#hazards = hazards;
    this.#buckets = new TokenBuckets(clock);
  }

  /** Throws TooManyRequestsException with the seconds after which the call would be served. */
  assertWithin({ account, region }: Place, operation: string, input: object): void {
    if (!this.#hazards.has('api-quotas')) return;
    const place = `${account}/${region}`;
    const name = quotaName(operation, input);
    const own = QUOTAS[name];
    const wait = this.#buckets.take({
      [`${place}/`]: TOGETHER,
      ...(own === undefined ? {} : { [`${place}/${name}`]: own }),
    });
    if (wait > 0) throw tooManyRequests(Math.ceil(wait / 1000));
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
