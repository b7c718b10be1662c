/**
 * The calls of a step as they happen: one line each with its latency. Polling and batches repeat an
 * operation many times, so within a burst (until something else is shown) an operation has one line, and one
 * more at the end for what came after it.
 */
import type { CallEvent, CallStartedEvent } from '../lab/events.js';
import { count, duration, plural } from './format.js';
import { hang, pad, truncate } from './layout.js';
import { liveText, type Screen } from './screen.js';

/** Columns for the name of the call; latencies line up behind it. */
const NAME_COLUMNS = 54;
const LATENCY_COLUMNS = 10;
/** Columns before the name. */
const INDENT = 4;

interface Tally {
  readonly name: string;
  readonly error: string | undefined;
  calls: number;
  /** Milliseconds, all calls together. */
  ms: number;
  attempts: number;
}

export class CallList {
  readonly #screen: Screen;
  readonly #tallies = new Map<string, Tally>();
  readonly #listed = new Set<Tally>();
  #latest: Tally | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Whether the burst has a call of this operation already. */
  knows(event: CallStartedEvent): boolean {
    const name = nameOf(event);
    return [...this.#tallies.values()].some((tally) => tally.name === name);
  }

  started(event: CallStartedEvent): void {
    const name = nameOf(event);
    if (this.#latest !== undefined && this.#latest.name !== name) this.#list(this.#latest);
    this.#screen.status(liveText(this.#screen, name));
  }

  ended(event: CallEvent): void {
    const tally = this.#tallyOf(event);
    tally.calls += 1;
    tally.ms += event.ms;
    tally.attempts += event.attempts;
    if (this.#latest !== undefined && this.#latest !== tally) this.#list(this.#latest);
    this.#latest = tally;
  }

  /** Ends the burst: lists what has no line yet. */
  flush(): void {
    this.#screen.status(undefined);
    for (const tally of this.#tallies.values()) this.#print(tally);
    this.#tallies.clear();
    this.#listed.clear();
    this.#latest = undefined;
  }

  #tallyOf(event: CallEvent): Tally {
    const name = nameOf(event);
    const key = `${name} ${event.error ?? ''}`;
    const tally = this.#tallies.get(key) ?? { name, error: event.error, calls: 0, ms: 0, attempts: 0 };
    this.#tallies.set(key, tally);
    return tally;
  }

  /** Gives an operation its line within the burst, unless it has had one. */
  #list(tally: Tally): void {
    if (this.#listed.has(tally)) return;
    this.#listed.add(tally);
    this.#print(tally);
  }

  #print(tally: Tally): void {
    if (tally.calls === 0) return;
    this.#screen.print(...tallyLines(tally, this.#screen));
    tally.calls = 0;
    tally.ms = 0;
    tally.attempts = 0;
  }
}

function tallyLines({ name, error, calls, ms, attempts }: Tally, screen: Screen): string[] {
  const { theme } = screen;
  const { symbols } = theme;
  const columns = Math.min(NAME_COLUMNS, screen.width() - LATENCY_COLUMNS - INDENT);
  const repeated = calls === 1 ? '' : ` ${symbols.times}${count(calls)}`;
  const room = columns - repeated.length;
  // Where both do not fit, the operation says more than the service.
  const shown = name.length <= room ? name : name.slice(name.indexOf(':') + 1);
  const label = truncate(shown, room, symbols.ellipsis) + repeated;
  const latency = pad(duration(ms), LATENCY_COLUMNS, 'right');
  const line = `  ${symbols.call} ${pad(label, columns)}${latency}`;
  const remarks = [
    ...(attempts > calls ? [plural(attempts, 'attempt')] : []),
    ...(error === undefined ? [] : [error]),
  ].join(', ');
  if (remarks === '') return [theme.dim(line)];
  const beside = `${line}  ${remarks}`;
  return beside.length <= screen.width()
    ? [theme.dim(line) + theme.warning(`  ${remarks}`)]
    : [theme.dim(line), ...hang(theme.warning(remarks), screen.width(), ' '.repeat(INDENT)).split('\n')];
}

function nameOf({ service, operation }: CallEvent | CallStartedEvent): string {
  return `${service}:${operation}`;
}
