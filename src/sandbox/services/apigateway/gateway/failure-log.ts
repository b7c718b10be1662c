/**
 * What the log of the sandbox tells of calls that fail: why something is wrong with an API, and nothing of what it
 * carries. Anybody on this machine can call an API, so that it must not be filled that way.
 */
import type { Host } from '../../../service.js';
import type { Call } from './call.js';

const MOST_LINES = 30; /* of one API in a minute of virtual time */
const MINUTE = 60_000;
const TOLD = /^(?:Execution failed|The sandbox|Lambda (?:execution|invocation) failed)/;

export class FailureLog {
  readonly #host: Pick<Host, 'clock' | 'log'>;
  /** By API: the lines of a minute. */
  readonly #lines = new Map<string, { minute: number; count: number }>();

  constructor(host: Pick<Host, 'clock' | 'log'>) {
    this.#host = host;
  }

  /** Takes the lines of a call's execution log. */
  of(apiId: string, requestId: string): Call['note'] {
    return (line) => {
      if (TOLD.test(line) && this.#hasRoom(apiId)) {
        this.#host.log(`apigateway: API ${apiId}, request ${requestId}: ${line}`);
      }
    };
  }

  #hasRoom(apiId: string): boolean {
    const minute = Math.floor(this.#host.clock.now() / MINUTE);
    const known = this.#lines.get(apiId);
    const count = known?.minute === minute ? known.count : 0;
    this.#lines.set(apiId, { minute, count: count + 1 });
    return count < MOST_LINES;
  }
}
