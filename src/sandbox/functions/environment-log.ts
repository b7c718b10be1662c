/** What one environment logs: dated, gathered for a moment, and passed on; the end of it kept for who asks. */
import type { LogEvent } from './deployment.js';
import { LOG_TAIL } from './limits.js';

/** Lines of a running function are passed on that often. */
const FLUSH_INTERVAL = 1000; /* 1 s */

export interface EnvironmentLogOptions {
  /** Virtual milliseconds since the epoch. */
  readonly now: () => number;
  readonly write: (events: readonly LogEvent[]) => void;
}

export class EnvironmentLog {
  readonly #options: EnvironmentLogOptions;
  #events: LogEvent[] = [];
  #tail = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EnvironmentLogOptions) {
    this.#options = options;
  }

  /** A timestamp as it stands in log lines. */
  timestamp(): string {
    return new Date(this.#options.now()).toISOString();
  }

  add(message: string): void {
    this.#events.push({ timestamp: this.#options.now(), message });
    // Bytes are counted when it is taken; characters are at most as many.
    this.#tail = `${this.#tail}${message.replace(/\n$/, '')}\n`.slice(-LOG_TAIL);
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_INTERVAL).unref();
  }

  /** Passes on what has been gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#options.write(events);
  }

  /** The last bytes of what was logged since this was last asked. */
  takeTail(): Buffer {
    const bytes = Buffer.from(this.#tail);
    this.#tail = '';
    return bytes.subarray(Math.max(0, bytes.length - LOG_TAIL));
  }
}
