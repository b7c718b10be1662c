/** `status`: what AWS says about the lab. Changes nothing, waits for nobody's lock, and exits 0 whatever it finds. */
import { openLabFolder } from '../lab/folder.js';
import { provenSteps, readStepEvents } from '../lab/journal.js';
import type { Lab } from '../lab/lab.js';
import { readLabRecord, startOf } from '../lab/record.js';
import { readStatus, type Status } from '../lab/status.js';
import { ExitCode } from '../problem.js';
import { sweepByTags } from '../resources/sweep.js';
import { openStateFolder } from '../state/home.js';
import { STEPS } from '../steps/index.js';
import { statusLines } from '../ui/status-view.js';
import { showBanner } from './consent.js';
import type { Invocation } from './invocation.js';
import { looking } from './looking.js';
import { commandLine } from './rendering.js';

export async function status(invocation: Invocation): Promise<ExitCode> {
  const { flags, screen } = invocation;
  const stateFolder = openStateFolder();
  await looking(invocation, async (lab) => {
    const found = await read(lab, stateFolder);
    screen.status(undefined);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(found)}\n`);
      return;
    }
    showBanner(invocation, lab);
    screen.print(...statusLines(found, nextMove(found, invocation), screen.width(), screen.theme));
  });
  return ExitCode.Ok;
}

async function read(lab: Lab, stateFolder: string): Promise<Status> {
  const folder = openLabFolder(stateFolder, lab);
  const proven = provenSteps(readStepEvents(folder));
  return readStatus(lab, STEPS, proven, sweepByTags, startOf(readLabRecord(folder), lab));
}

function nextMove({ steps, remaining }: Status, invocation: Invocation): string {
  const run = commandLine(invocation, 'run');
  const cleanup = commandLine(invocation, 'cleanup');
  if (steps.every(({ state }) => state === 'done')) return `All is done. Remove everything with: ${cleanup}`;
  return remaining.length === 0
    ? `Begin with: ${run}`
    : `Go on with: ${run}\nRemove everything with: ${cleanup}`;
}
