import type { EmitEvent } from '../lab/events.js';

/** Shows a run's events, in the order they come. */
export interface Renderer {
  readonly event: EmitEvent;
  /** Takes away what is not final (the live line, the hidden cursor). Safe to call twice. */
  close(): void;
}
