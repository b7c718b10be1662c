/** What a step or a resource gets to work with. */
import type { ClientClass, SdkClient } from '../aws/clients.js';
import type { Clock } from '../aws/clock.js';
import type { RetryPolicy } from '../aws/retry.js';
import type { LabEvent, Progress, Section } from './events.js';
import type { Names } from './names.js';
import type { Ownership } from './ownership.js';

/** Where the lab runs. */
export interface Target {
  readonly kind: 'sandbox' | 'aws';
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  /** Set when calls do not go to AWS's own endpoints: the sandbox, or `--endpoint-url`. */
  readonly endpoint?: string;
  /** On AWS: how the learner gets new credentials once these have expired, as the beginning of a sentence. */
  readonly renewal?: string;
}

export interface Lab {
  readonly target: Target;
  readonly names: Names;
  readonly ownership: Ownership;
  /** Tells the target's time: on AWS this machine's, put right by `clockSkew`. */
  readonly clock: Clock;
  /**
   * Milliseconds that AWS's clock is ahead of this machine's (negative: behind). 0 in the sandbox, whose time is its
   * own.
   */
  readonly clockSkew: number;
  /** Aborted by Ctrl-C. Calls made through `client` and waits on `clock` already obey it. */
  readonly signal: AbortSignal;
  /** The one client of a class for this lab: right endpoint, region, credentials, recorded and abortable. */
  client<C extends SdkClient>(clientClass: ClientClass<C>): C;
  /** A new client like that, but for how it sends again what has failed. It is closed with the lab. */
  clientWith<C extends SdkClient>(clientClass: ClientClass<C>, retries: RetryPolicy): C;
  /** Tells the learner about work that takes a while. */
  progress(progress: Progress): void;
  /** Says something. The session fans it out to the renderer and the journal. */
  emit(event: LabEvent): void;
  /** Does `work` on behalf of a section: every call, progress and note meanwhile is told as belonging to it. */
  within<T>(section: Section, work: () => Promise<T>): Promise<T>;
  /** How to type a command for this lab: `orders-lab seed --aws --prefix ada-`. */
  commandLine(words: string): string;
}
