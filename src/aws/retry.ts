import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, RetryStrategyV2, StandardRetryToken } from '@smithy/types';
import type { Clock } from './clock.js';
import { ClockedRateLimiter } from './rate-limiter.js';

/** How a client sends again what has failed. */
export interface RetryPolicy {
  /**
   * The SDK's modes; or `none`: what is refused for want of capacity is not sent again. What fails by accident, a
   * connection that breaks or a fault of the service, is all the same: it would teach nothing about capacity.
   */
  readonly mode: 'none' | 'standard' | 'adaptive';
  /** Of one call, the first one included. Default: 4. */
  readonly maxAttempts?: number;
}

/** What the SDK itself allows DynamoDB's client by default; others have one less. */
export const MAX_ATTEMPTS = 4;
/** Delay before the first retry, in milliseconds, doubled with each further one. */
const BASE_DELAY = 50;
const THROTTLED_BASE_DELAY = 1000;
const MAX_DELAY = 20_000;
/** Milliseconds beyond its own delay that the SDK waits where a service asks for it (`Retry-After`). */
const MAX_ASKED_FOR = 5_000;

/** The strategy for a policy: each client needs one of its own, since strategies learn from what they see. */
export function retryStrategyOf({ mode, maxAttempts }: RetryPolicy, clock: Clock): RetryStrategyV2 {
  if (mode === 'none') return new ThrottlesEndRetryStrategy(clock, maxAttempts);
  const standard = new ClockedRetryStrategy(clock, maxAttempts);
  return mode === 'standard' ? standard : new AdaptiveRetryStrategy(standard, clock);
}

/**
 * The SDK's standard retry strategy, but its back-off is spent on the lab's clock: in the sandbox it takes no
 * real time, and Ctrl-C ends it. Same arithmetic as the SDK's: exponential with full jitter, at most 20 s, and up to
 * 5 s more where the service asks for it.
 */
export class ClockedRetryStrategy extends StandardRetryStrategy {
  readonly #clock: Clock;

  constructor(clock: Clock, maxAttempts = MAX_ATTEMPTS) {
    super({ maxAttempts, baseDelay: 0, backoff: NO_BACKOFF });
    this.#clock = clock;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    errorInfo: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const { retryAfterHint, ...known } = errorInfo;
    const next = await super.refreshRetryTokenForRetry(token, known);
    const base = errorInfo.errorType === 'THROTTLING' ? THROTTLED_BASE_DELAY : BASE_DELAY;
    const ceiling = Math.min(MAX_DELAY, base * 2 ** token.getRetryCount());
    const delay = Math.random() * ceiling;
    // The hint is a moment of real time: what is left until then counts on the clock, too.
    const askedFor = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
    await this.#clock.sleep(Math.max(delay, Math.min(askedFor, delay + MAX_ASKED_FOR)));
    return next;
  }
}

/** The standard one, but for what is throttled. */
class ThrottlesEndRetryStrategy extends ClockedRetryStrategy {
  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    errorInfo: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    // The SDK then throws what the service has said.
    if (errorInfo.errorType === 'THROTTLING') throw new Error('What is throttled is not sent again.');
    return super.refreshRetryTokenForRetry(token, errorInfo);
  }
}

/** The SDK's adaptive retry strategy: the standard one, behind a rate limiter that all calls of a client pass. */
class AdaptiveRetryStrategy implements RetryStrategyV2 {
  readonly #standard: ClockedRetryStrategy;
  readonly #limiter: ClockedRateLimiter;

  constructor(standard: ClockedRetryStrategy, clock: Clock) {
    this.#standard = standard;
    this.#limiter = new ClockedRateLimiter(clock);
  }

  async acquireInitialRetryToken(scope: string): Promise<StandardRetryToken> {
    const token = await this.#standard.acquireInitialRetryToken(scope);
    await this.#limiter.getSendToken();
    return token;
  }

  async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    errorInfo: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    this.#limiter.update(errorInfo.errorType === 'THROTTLING');
    const next = await this.#standard.refreshRetryTokenForRetry(token, errorInfo);
    await this.#limiter.getSendToken();
    return next;
  }

  recordSuccess(token: StandardRetryToken): void {
    this.#limiter.update(false);
    this.#standard.recordSuccess(token);
  }
}

/** The delay is ours to spend. */
const NO_BACKOFF = { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 };
