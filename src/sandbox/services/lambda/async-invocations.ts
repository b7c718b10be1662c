/**
 * Invocations of type Event: kept in the store until the function has done them, so that a restart loses none.
 * A failure is tried again twice, a minute and two minutes later; while too many run, they wait, up to six hours.
 * AWS: "Invoking a Lambda function asynchronously", "How Lambda handles errors and retries".
 */
import type { VirtualClock } from '../../clock.js';
import { AwsError } from '../../errors.js';
import type { Collection, Store } from '../../store/store.js';
import type { Found } from './catalog.js';
import type { FunctionMetrics } from './function-metrics.js';
import type { Invoker, Request } from './invoke.js';
import { functionKey } from './records.js';

export const EVENT_TIMER = 'lambda.event';

const SECOND = 1000;
/** After the first failure and after the second, virtual milliseconds. */
const RETRY_DELAYS: readonly number[] = [60 * SECOND, 120 * SECOND];
const FIRST_THROTTLE_DELAY = 1 * SECOND;
const LONGEST_THROTTLE_DELAY = 300 * SECOND;
const LONGEST_AGE = 6 * 60 * 60 * SECOND; /* 6 h */
/** Behind the timeout and all that comes with a start: one that has not come back by then was lost with its sandbox. */
const GRACE = 30 * SECOND;

interface EventRecord {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly qualifier?: string;
  readonly requestId: string;
  /** Base64. */
  readonly payload: string;
  readonly clientContext?: string;
  /** The function's, in seconds. */
  readonly timeout: number;
  readonly failures: number;
  readonly throttles: number;
  /** Milliseconds since the epoch, virtual. */
  readonly acceptedAt: number;
}

export interface AsyncOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly invoker: Invoker;
  readonly metrics: FunctionMetrics;
  readonly log: (line: string) => void;
}

export class AsyncInvocations {
  readonly #options: AsyncOptions;
  readonly #events: Collection<EventRecord>;
  /** What is in hand. */
  readonly #running = new Map<string, Promise<void>>();
  #closed = false;

  /** Goes on with what an earlier process had in hand. */
  constructor(options: AsyncOptions) {
    this.#options = options;
    const { store, clock } = options;
    this.#events = store.collection('lambda.events');
    clock.onTimer(EVENT_TIMER, (payload) => this.#begin(String(payload)));
    store.write(() => {
      for (const { key, value } of this.#events.list()) {
        if (value.failures === 0 && value.throttles === 0) clock.setTimer(EVENT_TIMER, key, clock.now(), key);
      }
    });
  }

  add({ record, version, qualifier }: Found, { requestId, payload, clientContext }: Request): void {
    const { store, clock } = this.#options;
    const { account, region, name } = record;
    const key = `${functionKey(record, name)}/${requestId}`;
    store.write(() => {
      this.#events.put(key, {
        account,
        region,
        name,
        ...(qualifier === undefined ? {} : { qualifier }),
        requestId,
        payload: Buffer.from(payload).toString('base64'),
        ...(clientContext === undefined ? {} : { clientContext }),
        timeout: version.timeout,
        failures: 0,
        throttles: 0,
        acceptedAt: clock.now(),
      });
      clock.setTimer(EVENT_TIMER, key, clock.now(), key);
    });
    this.#options.metrics.record({ account, region, name, qualifier }, 'AsyncEventsReceived');
  }

  /** Waits until none is in hand; the runtime has been closed before. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#running.values());
  }

  /** Does not wait for it: other timers go on, but advancing time waits. */
  #begin(key: string): void {
    const { clock } = this.#options;
    const event = this.#events.get(key);
    if (event === undefined || this.#closed) return;
    // Should this process be killed meanwhile, it is tried again.
    clock.setTimer(EVENT_TIMER, key, clock.now() + event.timeout * SECOND + GRACE, key);
    if (this.#running.has(key)) return;
    const work = this.#run(key, event).finally(() => this.#running.delete(key));
    this.#running.set(key, work);
    clock.during(work);
  }

  async #run(key: string, event: EventRecord): Promise<void> {
    const outcome = await this.#invoke(event);
    const { store, clock } = this.#options;
    if (this.#closed) {
      // The next sandbox begins with it.
      clock.setTimer(EVENT_TIMER, key, clock.now(), key);
      return;
    }
    store.write(() => {
      if (outcome === 'done') this.#forget(key);
      else this.#again(key, event, outcome);
    });
  }

  async #invoke(event: EventRecord): Promise<'done' | 'failed' | 'throttled'> {
    const { clock, invoker, log, metrics } = this.#options;
    metrics.record(event, 'AsyncEventAge', clock.now() - event.acceptedAt);
    try {
      const found = invoker.find(event, event.name, event.qualifier);
      const { functionError } = await invoker.invoke(found, {
        requestId: event.requestId,
        payload: Buffer.from(event.payload, 'base64'),
        clientContext: event.clientContext,
      });
      return functionError === undefined ? 'done' : 'failed';
    } catch (error) {
      if (!(error instanceof AwsError))
        log(`lambda: ${error instanceof Error ? error.stack : String(error)}`);
      // A function that was deleted meanwhile has nothing to do any more.
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return 'done';
      return 'throttled';
    }
  }

  #again(key: string, event: EventRecord, outcome: 'failed' | 'throttled'): void {
    const { clock } = this.#options;
    const delay =
      outcome === 'failed'
        ? RETRY_DELAYS[event.failures]
        : Math.min(LONGEST_THROTTLE_DELAY, FIRST_THROTTLE_DELAY * 2 ** event.throttles);
    const at = clock.now() + (delay ?? 0);
    if (delay === undefined || at - event.acceptedAt > LONGEST_AGE) {
      this.#forget(key);
      this.#options.metrics.record(event, 'AsyncEventsDropped');
      return;
    }
    this.#events.put(key, {
      ...event,
      failures: event.failures + (outcome === 'failed' ? 1 : 0),
      throttles: event.throttles + (outcome === 'throttled' ? 1 : 0),
    });
    clock.setTimer(EVENT_TIMER, key, at, key);
  }

  #forget(key: string): void {
    this.#events.delete(key);
    this.#options.clock.cancelTimer(EVENT_TIMER, key);
  }
}
