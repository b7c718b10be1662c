import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from './clock.js';

/** What the SDK itself allows a client by default; DynamoDB's default is one more. */
const MAX_ATTEMPTS = 4;
/** Delay before the first retry, in milliseconds, doubled with each further one. */
const BASE_DELAY = 50;
const THROTTLED_BASE_DELAY = 1000;
const MAX_DELAY = 20_000;
/** Milliseconds beyond its own delay that the SDK waits where a service asks for it (`Retry-After`). */
const MAX_ASKED_FOR = 5_000;

/**
 * The SDK's standard retry strategy, but its back-off is spent on the lab's clock: in the sandbox it takes no
 * real time, and Ctrl-C ends it. Same arithmetic as the SDK's: exponential with full jitter, at most 20 s, and up to
 * 5 s more where the service asks for it.
 */
export class ClockedRetryStrategy extends StandardRetryStrategy {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    super({ maxAttempts: MAX_ATTEMPTS, baseDelay: 0, backoff: NO_BACKOFF });
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

/** The delay is ours to spend. */
const NO_BACKOFF = { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 };
