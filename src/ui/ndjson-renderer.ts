/** `--json`: the contract's events, one JSON object per line. */
import type { LabEvent } from '../lab/events.js';
import type { Renderer } from './renderer.js';

/** The version of the contract (src/lab/events.ts). Grows when a script could break. */
export const CONTRACT_VERSION = 1;

/** Events that only people need. */
const FOR_PEOPLE: ReadonlySet<LabEvent['event']> = new Set(['call-started', 'progress', 'note']);

export interface NdjsonOptions {
  /** Takes whole lines, each with its line break. */
  readonly write: (line: string) => void;
  /** The run's UUID. */
  readonly run: string;
  /** Milliseconds since the epoch, real time. */
  readonly now?: () => number;
}

export function ndjsonRenderer({ write, run, now = Date.now }: NdjsonOptions): Renderer {
  return {
    event: (event) => {
      if (FOR_PEOPLE.has(event.event)) return;
      const line = { v: CONTRACT_VERSION, time: new Date(now()).toISOString(), run, ...event };
      write(`${JSON.stringify(line)}\n`);
    },
    close: () => {},
  };
}
