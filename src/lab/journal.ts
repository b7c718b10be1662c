/**
 * The journal: what happened to a lab, one event per line, as `--json` prints them. It never says what exists;
 * AWS says that. It survives a crash up to the last whole line.
 */
import { closeSync, fstatSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openPrivateLog, readPrivateFile } from '../state/private-file.js';
import type { LabEvent, StepEvent } from './events.js';
import type { StepId } from './step.js';

const FILE = 'journal.ndjson';
/** The journal before this one. */
const OLD_FILE = 'journal.1.ndjson';
/** From this size on, a lab that begins anew begins a new journal. */
const LARGE = 1024 * 1024; /* 1 MiB */
/** What every line about a step's state holds, and hardly another. */
const STEP_LINE = '"event":"step"';

/** What is for the eye only, and would fill the disk. */
const UNRECORDED: ReadonlySet<LabEvent['event']> = new Set(['call-started', 'progress']);

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

/**
 * After a cleanup that left nothing: a large journal is put aside, where it replaces the one before. A journal
 * that is open goes on in the file that was put aside.
 */
export function rotateJournal(folder: string): void {
  const path = join(folder, FILE);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < LARGE) return;
  try {
    renameSync(path, join(folder, OLD_FILE));
  } catch {
    // What cannot be put aside goes on growing; the cleanup was one all the same.
  }
}

/**
 * What was told of the steps' states, oldest first; nothing when nothing happened yet. The calls in between,
 * tens of thousands where many orders were written, are not parsed.
 */
export function readStepEvents(folder: string): StepEvent[] {
  const lines = readPrivateFile(join(folder, FILE))?.split('\n') ?? [];
  return lines.filter((line) => line.includes(STEP_LINE)).flatMap(parseStepEvent);
}

function parseStepEvent(line: string): StepEvent[] {
  try {
    const parsed: unknown = JSON.parse(line);
    return isStepEvent(parsed) ? [parsed] : [];
  } catch {
    // Half a line of a run that was killed.
    return [];
  }
}

function isStepEvent(parsed: unknown): parsed is StepEvent {
  return typeof parsed === 'object' && parsed !== null && 'event' in parsed && parsed.event === 'step';
}

/** The steps that were proven since the last cleanup that left nothing, and have not failed since. */
export function provenSteps(events: readonly StepEvent[]): ReadonlySet<StepId> {
  const proven = new Set<StepId>();
  for (const { step, state } of events) {
    if (step === 'cleanup') {
      if (state === 'done') proven.clear();
    } else if (state === 'done') {
      proven.add(step);
    } else if (state === 'failed') {
      proven.delete(step);
    }
  }
  return proven;
}
