/** How many events an answer holds. */
import { eventBytes, type StoredEvent } from './event-store.js';

const MAX_EVENTS = 10000;
const MAX_PAGE = 1024 * 1024; /* 1 MiB */

/** The first events, as many as fit on a page. */
export function pageOfEvents(events: Iterable<StoredEvent>, limit = MAX_EVENTS): StoredEvent[] {
  const page = new EventPage(limit);
  for (const event of events) {
    if (!page.add(event)) break;
  }
  return page.events;
}

export class EventPage {
  readonly events: StoredEvent[] = [];
  readonly #limit: number;
  #bytes = 0;

  constructor(limit = MAX_EVENTS) {
    this.#limit = limit;
  }

  /** False where the event has no place on it any more; the first one always has. */
  add(event: StoredEvent): boolean {
    const bytes = this.#bytes + eventBytes(event.message);
    if (this.events.length >= this.#limit || (bytes > MAX_PAGE && this.events.length > 0)) return false;
    this.#bytes = bytes;
    this.events.push(event);
    return true;
  }
}
