/**
 * The journal: what happened to a lab, one event per line, as `--json` prints them. It never says what exists;
 * AWS says that. It survives a crash up to the last whole line.
 */
import { closeSync, fstatSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openPrivateLog, readPrivateFile } from '../state/private-file.js';
import type { LabEvent } from './events.js';
import type { StepId } from './step.js';

const FILE = 'journal.ndjson';

/** What is for the eye only, and would fill the disk. */
const UNRECORDED: ReadonlySet<LabEvent['event']> = new Set(['call-started', 'progress']);

export type JournalEntry = LabEvent & {
  readonly v: 1;
  /** ISO 8601, real time. */
  readonly time: string;
  /** The run's UUID. */
  readonly run: string;
};

export interface Journal {
  append(event: LabEvent): void;
  close(): void;
}

/** @throws {Problem} when the file cannot be opened. What cannot be written later is not recorded. */
export function openJournal(folder: string, run: string): Journal {
  const descriptor = openPrivateLog(join(folder, FILE));
  let open = true;
  const close = (): void => {
    if (open) closeSync(descriptor);
    open = false;
  };
  const write = (text: string): void => {
    try {
      writeSync(descriptor, text);
    } catch {
      // A full disk must not keep a cleanup from ending what costs money: the journal ends here, the work goes on.
      close();
    }
  };
  // A run that was killed may have left half a line; ours must not become its other half.
  if (fstatSync(descriptor).size > 0) write('\n');
  return {
    append(event) {
      if (!open || UNRECORDED.has(event.event)) return;
      write(`${JSON.stringify({ v: 1, time: new Date().toISOString(), run, ...event })}\n`);
    },
    close,
  };
}

/** Every whole entry, oldest first; none when nothing happened yet. */
export function readJournal(folder: string): JournalEntry[] {
  const lines = readPrivateFile(join(folder, FILE))?.split('\n') ?? [];
  return lines.flatMap((line) => {
    const entry = parseEntry(line);
    return entry === undefined ? [] : [entry];
  });
}

function parseEntry(line: string): JournalEntry | undefined {
  if (line === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(line);
    return isEntry(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(parsed: unknown): parsed is JournalEntry {
  return typeof parsed === 'object' && parsed !== null && 'event' in parsed && 'time' in parsed;
}

/** The steps that were proven since the last cleanup that left nothing, and have not failed since. */
export function provenSteps(entries: readonly JournalEntry[]): ReadonlySet<StepId> {
  const proven = new Set<StepId>();
  for (const entry of entries) {
    if (entry.event !== 'step') continue;
    if (entry.step === 'cleanup') {
      if (entry.state === 'done') proven.clear();
    } else if (entry.state === 'done') {
      proven.add(entry.step);
    } else if (entry.state === 'failed') {
      proven.delete(entry.step);
    }
  }
  return proven;
}
