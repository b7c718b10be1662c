/** A command's work on one lab, which is locked, recorded and written into its journal meanwhile. */
import type { OpenLab } from '../lab/create-lab.js';
import type { EmitEvent, Remaining } from '../lab/events.js';
import { openLabFolder } from '../lab/folder.js';
import { openJournal, rotateJournal } from '../lab/journal.js';
import { lockLab } from '../lab/lock.js';
import { namesFor } from '../lab/names.js';
import { removeLabRecord, startOf, writeLabRecord } from '../lab/record.js';
import type { ExitCode } from '../problem.js';
import type { Prompts } from '../ui/prompts.js';
import { type ConnectionOptions, connected, whatRemains } from './connection.js';
import { profileOf } from './global-flags.js';
import type { Invocation } from './invocation.js';
import type { Rendering } from './rendering.js';

export interface Session {
  readonly lab: OpenLab;
  /** When the lab was begun: see `startOf`. */
  readonly startedAt: number | undefined;
  readonly rendering: Rendering;
  readonly emit: EmitEvent;
  /** Undefined where nobody can be asked. */
  readonly prompts: Prompts | undefined;
  /** Says the last word. Takes what remains where that is known; else AWS is asked. */
  summarize(ok: boolean, left?: readonly Remaining[]): Promise<void>;
}

/**
 * Opens a session that may change the lab, does `work` in it and closes everything. What goes wrong on the
 * way is told and becomes the exit code; a bug of ours is thrown.
 */
export async function inSession(
  invocation: Invocation,
  options: ConnectionOptions,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const names = namesFor(invocation.flags.prefix);
  return connected(invocation, names, options, async (connection) => {
    const { stateFolder, lab, rendering, emit, prompts } = connection;
    const labFolder = openLabFolder(stateFolder, lab);
    connection.hold(lockLab(labFolder));
    const record = writeLabRecord(labFolder, lab, profileOf(invocation.flags, process.env));
    connection.record(openJournal(labFolder, invocation.run));
    return work({
      lab,
      startedAt: startOf(record, lab),
      rendering,
      emit,
      prompts,
      summarize: async (ok, known) => {
        const left = known ?? (await whatRemains(lab));
        if (ok && left?.length === 0) {
          removeLabRecord(labFolder);
          rotateJournal(labFolder);
        }
        emit(invocation.tally.summary(ok, left));
      },
    });
  });
}
