/**
 * The proof that an event source mapping outlives its sandbox: SIGKILL while batches are at their function, then on
 * with the same folder. Every change is told at least once, those of a key in order, and no process of a function
 * outlives a sandbox, however that ended.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { isProcess } from '../../src/state/process-identity.js';
import { readJournal } from '../sandbox/services/lambda/mappings/failing-function.js';
import { FailingLab } from '../sandbox/services/lambda/mappings/failing-lab.js';
import { type ProofCounts, prove } from '../sandbox/services/lambda/mappings/mapping-proof.js';
import { CrashSandbox } from './crash-sandbox.js';
import { isLost } from './writers.js';

const KEYS = { first: 0, end: 20 };
/** Changes of each key in a round, at most: the kill comes in between. */
const TURNS = 4;
/** The function is at a batch for so long, */
const TAKES = 30; /* ms */
/** and the kill comes up to so much after it was seen to begin one: in it, or while what came of it is kept. */
const MOMENTS = 50; /* ms */
/** No divisor of the moments, so that kills are all over them. */
const STEP = 17;
/** Of the turns, every so many poisons one key. */
const POISON_EACH = 4;
const PATIENCE = 10_000; /* 10 s */

export interface MappingCrashCounts extends ProofCounts {
  readonly kills: number;
  /** Kills at which a process of the function was running. */
  readonly withFunction: number;
}

/** Kills the sandbox so many times. Fails (by `expect`) at the first thing that is lost, overtaken or left behind. */
export async function mappingCrashRounds(kills: number): Promise<MappingCrashCounts> {
  const sandbox = await CrashSandbox.start();
  const lab = await FailingLab.begin(sandbox, {
    batchSize: 10,
    failures: { throws: 10, reports: 15, exits: 4 },
    hangs: 0,
    takes: TAKES,
  });
  let withFunction = 0;
  let turn = 0;
  try {
    for (let round = 0; round < kills; round++) {
      const writing = writeUntilLost(lab, turn);
      await nextInvocation(lab);
      await pause((round * STEP) % MOMENTS);
      withFunction += functionProcesses(sandbox.home).length > 0 ? 1 : 0;
      sandbox.kill();
      turn = await writing;
      await expectNoProcess(sandbox);
      await sandbox.restart();
    }
    const counts = await prove(lab, { exactly: false });
    await Promise.all([nextInvocation(lab), change(lab, turn)]);
    await sandbox.stop();
    expect(functionProcesses(sandbox.home)).toEqual([]);
    return { kills, withFunction, ...counts };
  } finally {
    lab.close();
    await sandbox.close();
  }
}

/** Returns the turn to go on with. One that may not have been written is counted: nothing depends on it. */
async function writeUntilLost(lab: FailingLab, from: number): Promise<number> {
  for (let turn = from; turn < from + TURNS; turn++) {
    try {
      await change(lab, turn);
    } catch (error) {
      if (!isLost(error)) throw error;
      return turn + 1;
    }
  }
  return from + TURNS;
}

/** Now and then a change asks the function to fail: it must be parked, once, whoever is killed. */
function change(lab: FailingLab, turn: number): Promise<void> {
  return lab.change(KEYS, turn, (key) =>
    turn % POISON_EACH === 1 && key === turn % KEYS.end ? 'report' : undefined,
  );
}

async function nextInvocation(lab: FailingLab): Promise<void> {
  const before = readJournal(lab.journal).length;
  const isNext = (): boolean => readJournal(lab.journal).length > before;
  await expect.poll(isNext, { timeout: PATIENCE, interval: 5 }).toBe(true);
}

async function expectNoProcess({ home }: CrashSandbox): Promise<void> {
  await expect.poll(() => functionProcesses(home), { timeout: PATIENCE, interval: 20 }).toEqual([]);
}

/** Command lines of processes that live in the folder of the sandbox's functions, by HOME or working folder. */
function functionProcesses(home: string): string[] {
  const functions = join(home, 'sandbox', 'functions');
  if (process.platform !== 'linux') return notedProcesses(join(functions, 'processes'));
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      const isOurs =
        variables.some((variable) => variable.startsWith(`HOME=${functions}`)) ||
        readlinkSync(`/proc/${pid}/cwd`).startsWith(functions);
      return isOurs ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')] : [];
    } catch {
      // Gone, or another user's.
      return [];
    }
  });
}

/** Other systems do not tell a process's environment: those that the sandbox has noted, and that still run. */
function notedProcesses(folder: string): string[] {
  const notes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return notes.filter((note) => isProcess(JSON.parse(note)));
}
