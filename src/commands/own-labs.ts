/** The labs of one owner in one account and region: found by their records and by their tags, opened one by one. */
import { createLab, type OpenLab } from '../lab/create-lab.js';
import type { Remaining } from '../lab/events.js';
import { openLabFolder } from '../lab/folder.js';
import { type Journal, openJournal, rotateJournal } from '../lab/journal.js';
import { lockLab } from '../lab/lock.js';
import { DEFAULT_LAB_ID, namesFor, prefixOf } from '../lab/names.js';
import { isOfSamePlace, readLabRecords, removeLabRecord, writeLabRecord } from '../lab/record.js';
import { Problem } from '../problem.js';
import { labsByTags } from '../resources/sweep.js';
import type { ProcessLock } from '../state/process-lock.js';
import type { Connection } from './connection.js';
import { flagsToSameLab, profileOf } from './global-flags.js';
import type { Invocation } from './invocation.js';

export interface OwnLab {
  readonly lab: OpenLab;
  /** `lab ada-`, `lab without a prefix` */
  readonly title: string;
  /** Who works on it just now. Absent: it is locked for us, or nothing is going to be changed. */
  readonly busy?: string;
  /** Writes its record, before anything is changed, and its journal from here on. */
  begin(): void;
  /** After a cleanup that left nothing. */
  forget(): void;
  close(): void;
}

export interface OwnLabs {
  /** In alphabetical order. */
  readonly labIds: readonly string[];
  /** What a tag calls a lab although none can have that name. */
  readonly unusable: readonly Remaining[];
  /** Why there may be more, each a sentence. */
  readonly gaps: readonly string[];
}

/** Reads only. Of some labs that it finds, nothing may be left. */
export async function findOwnLabs({
  stateFolder,
  lab,
}: Pick<Connection, 'stateFolder' | 'lab'>): Promise<OwnLabs> {
  const { records, problems } = readLabRecords(stateFolder);
  const tagged = await labsByTags(lab);
  const recorded = records
    .filter((record) => isOfSamePlace(record, lab))
    .map(({ prefix }) => prefix || DEFAULT_LAB_ID);
  const found = [...new Set([...recorded, ...tagged.labIds])].sort();
  const isUsable = (labId: string): boolean => prefixOf(labId) !== undefined;
  const because = 'its tags name a lab that cannot be: somebody has changed them';
  return {
    gaps: [
      ...problems.map(({ message }) => message),
      ...(tagged.incomplete === undefined ? [] : [tagged.incomplete]),
    ],
    labIds: found.filter(isUsable),
    unusable: found.filter((labId) => !isUsable(labId)).map((name) => ({ kind: 'lab', name, because })),
  };
}

/** Locks it, unless nothing is going to be changed or somebody else works on it. */
export function openOwnLab({ flags, run }: Invocation, connection: Connection, labId: string): OwnLab {
  const { stateFolder, reach, emit, lab: visitor } = connection;
  const prefix = labId === DEFAULT_LAB_ID ? '' : labId;
  let journal: Journal | undefined;
  const lab = createLab({
    ...reach,
    target: visitor.target,
    names: namesFor(prefix),
    ownership: { ...visitor.ownership, labId },
    clockSkew: visitor.clockSkew,
    signal: visitor.signal,
    emit: (event) => {
      journal?.append(event);
      // Of its own, a lab begins and ends; to the outside, all of them are one cleanup.
      if (event.event !== 'step') emit(event);
    },
    flags: flagsToSameLab({ ...flags, prefix }),
  });
  const folder = (): string => openLabFolder(stateFolder, lab);
  const { lock, busy } = flags.dryRun ? {} : takeLock(folder());
  return {
    lab,
    title: prefix === '' ? 'lab without a prefix' : `lab ${prefix}`,
    ...(busy === undefined ? {} : { busy }),
    begin() {
      writeLabRecord(folder(), lab, profileOf(flags, process.env));
      journal = openJournal(folder(), run);
    },
    forget() {
      removeLabRecord(folder());
      rotateJournal(folder());
    },
    close() {
      journal?.close();
      lock?.release();
      lab.close();
    },
  };
}

function takeLock(folder: string): { readonly lock?: ProcessLock; readonly busy?: string } {
  try {
    return { lock: lockLab(folder) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { busy: [error.message, error.because].filter(Boolean).join(' ') };
  }
}
