/** What a step or a resource gets to work with. */
import type { Clock } from '../aws/clock.js';
import type { Progress } from './events.js';
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
}

/** An SDK client class, as `lab.client` takes it. */
// biome-ignore lint/suspicious/noExplicitAny: every client class has its own config type; what we pass is common to all.
export type ClientClass<C> = new (config: any) => C;

export interface Lab {
  readonly target: Target;
  readonly names: Names;
  readonly ownership: Ownership;
  readonly clock: Clock;
  /** Aborted by Ctrl-C. Calls made through `client` and waits on `clock` already obey it. */
  readonly signal: AbortSignal;
  /** The one client of a class for this lab: right endpoint, region, credentials, recorded and abortable. */
  client<C>(clientClass: ClientClass<C>): C;
  /** Tells the learner about work that takes a while. */
  progress(progress: Progress): void;
}
