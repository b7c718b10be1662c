import { setMaxListeners } from 'node:events';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, MiddlewareStack } from '@smithy/types';
import type { Clock } from './clock.js';
import { addPatience, type OnThrottled } from './patience.js';
import { type CallObserver, RECORDER_OPTIONS, recorderMiddleware } from './recorder.js';
import { type RetryPolicy, retryStrategyOf } from './retry.js';

// The SDK's warning about Node 20 is for us, not for the learner; it reads this before its first client.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** What all SDK clients have in common. */
export interface SdkClient {
  // biome-ignore lint/suspicious/noExplicitAny: each client's stack is typed by its own operations; the recorder fits all of them.
  readonly middlewareStack: Pick<MiddlewareStack<any, any>, 'add'>;
  readonly config: object;
  destroy(): void;
}

/** An SDK client class. */
// biome-ignore lint/suspicious/noExplicitAny: every client class has its own config type; what we pass is common to all.
export type ClientClass<C extends SdkClient> = new (config: any) => C;

export interface ClientSettings {
  readonly region: string;
  /** Only where calls do not go to AWS's own endpoints. */
  readonly endpoint?: string;
  /** Static keys (the sandbox) or a provider; absent: the SDK's own chain. */
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** A profile of the shared config files, for the SDK's own chain. */
  readonly profile?: string;
  /** How long one attempt may take, in milliseconds. Default: a minute. */
  readonly requestTimeout?: number;
}

export interface ClientCacheOptions extends ClientSettings {
  /** Aborts every call in flight and refuses every later one. */
  readonly signal: AbortSignal;
  /** Carries the back-off between attempts. */
  readonly clock: Clock;
  /**
   * Milliseconds that AWS's clock is ahead of this machine's, where that is known: requests are signed with AWS's
   * time from the first one on. Otherwise each client learns it from being refused once.
   */
  readonly clockSkew?: number;
  readonly observer: CallObserver;
  /** Told while a call waits for its turn at a service that takes so many a second from the account. */
  readonly onThrottled: OnThrottled;
}

export interface ClientCache {
  /** The one client of this class. It outlasts what control planes refuse for its rate (see `aws/patience.ts`). */
  get<C extends SdkClient>(clientClass: ClientClass<C>): C;
  /** A new client, like the one of its class in all but how it sends again what has failed. */
  withRetries<C extends SdkClient>(clientClass: ClientClass<C>, retries: RetryPolicy): C;
  /** Closes all connections. */
  destroy(): void;
}

/** How long a connection may take, in milliseconds: what does not answer by then is not there. */
const CONNECTION_TIMEOUT = 5_000;
/** How long one attempt may take by default, in milliseconds. */
const REQUEST_TIMEOUT = 60_000;
const MAX_SOCKETS = 50;
/** How all clients send again what has failed, unless they are asked to do it otherwise. */
const STANDARD_RETRIES: RetryPolicy = { mode: 'standard' };
/** Which of AWS's endpoints the environment prefers; with an endpoint of our own the SDK refuses to choose. */
const AS_GIVEN = { useFipsEndpoint: false, useDualstackEndpoint: false };

/** One client per class, all with the same region, endpoint, credentials, recorder and abort signal. */
export function createClientCache(options: ClientCacheOptions): ClientCache {
  // Several calls may be in flight, each with a listener of its own.
  setMaxListeners(0, options.signal);
  const clients = new Map<ClientClass<SdkClient>, SdkClient>();
  const others: SdkClient[] = [];
  return {
    get<C extends SdkClient>(clientClass: ClientClass<C>): C {
      const known = clients.get(clientClass);
      if (known instanceof clientClass) return known;
      const client = createClient(clientClass, options, STANDARD_RETRIES);
      const { clock, onThrottled } = options;
      addPatience(client, signingNameOf(client), clock, onThrottled);
      clients.set(clientClass, client);
      return client;
    },
    withRetries<C extends SdkClient>(clientClass: ClientClass<C>, retries: RetryPolicy): C {
      const client = createClient(clientClass, options, retries);
      others.push(client);
      return client;
    },
    destroy(): void {
      for (const client of [...clients.values(), ...others.splice(0)]) client.destroy();
      clients.clear();
    },
  };
}

/** Where a client sends its calls, whatever environment and profile say: what they say was looked at before. */
export function addressOf(endpoint: string | undefined): object {
  return endpoint === undefined ? { ignoreConfiguredEndpointUrls: true } : { endpoint, ...AS_GIVEN };
}

function createClient<C extends SdkClient>(
  clientClass: ClientClass<C>,
  options: ClientCacheOptions,
  retries: RetryPolicy,
): C {
  const { region, endpoint, credentials, profile, signal, clock, observer, requestTimeout } = options;
  const { clockSkew = 0 } = options;
  const client = new clientClass({
    region,
    ...addressOf(endpoint),
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
    systemClockOffset: clockSkew,
    requestHandler: new AbortableHandler(signal, requestTimeout),
    retryStrategy: retryStrategyOf(retries, clock),
  });
  client.middlewareStack.add(recorderMiddleware(signingNameOf(client), observer), RECORDER_OPTIONS);
  return client;
}

function signingNameOf({ config }: SdkClient): string {
  return String(Reflect.get(config, 'defaultSigningName'));
}

/** Sends over HTTP and gives every request the lab's signal, so that nobody has to pass it along. */
export class AbortableHandler extends NodeHttpHandler {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal, requestTimeout = REQUEST_TIMEOUT) {
    super({
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    });
    this.#signal = signal;
  }

  override handle(
    ...[request, options]: Parameters<NodeHttpHandler['handle']>
  ): ReturnType<NodeHttpHandler['handle']> {
    const own = options?.abortSignal;
    const abortSignal =
      own instanceof AbortSignal ? AbortSignal.any([own, this.#signal]) : (own ?? this.#signal);
    return super.handle(request, { ...options, abortSignal });
  }
}
