/**
 * The lab record: where a lab was started and by whom, so that it can be found again. It does not say what
 * exists; AWS says that.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Problem } from '../problem.js';
import { readPrivateJson, writePrivateFile } from '../state/private-file.js';
import { labFolders } from './folder.js';
import type { Lab } from './lab.js';
import { shellCommand } from './shell-command.js';

const FILE = 'record.json';

/** Milliseconds after which a lab on AWS looks forgotten. */
export const FORGOTTEN_AFTER = 3 * 3_600_000;

const labRecord = z.object({
  v: z.literal(1),
  target: z.enum(['sandbox', 'aws']),
  endpoint: z.string().optional(),
  region: z.string(),
  account: z.string(),
  prefix: z.string(),
  /** The profile of the AWS configuration that it was last run with, for a command that leads there again. */
  profile: z.string().optional(),
  owner: z.string(),
  /** ISO 8601, real time: when this lab was first run since its last cleanup. */
  startedAt: z.string(),
});
export type LabRecord = z.infer<typeof labRecord>;

/**
 * Writes the record, before the first call that changes anything. A lab that goes on keeps its start.
 * @param profile of the AWS configuration, where one was named.
 */
export function writeLabRecord(
  folder: string,
  { target, names, ownership }: Lab,
  profile?: string,
): LabRecord {
  const record: LabRecord = {
    v: 1,
    target: target.kind,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    region: target.region,
    account: target.account,
    prefix: names.prefix,
    ...(profile === undefined ? {} : { profile }),
    owner: ownership.owner,
    startedAt: readLabRecord(folder)?.startedAt ?? new Date().toISOString(),
  };
  writePrivateFile(join(folder, FILE), `${JSON.stringify(record, undefined, 2)}\n`);
  return record;
}

/**
 * When a lab was begun, in milliseconds since the epoch, where that can be compared with what `lab.clock` says: the
 * sandbox has a time of its own. Undefined where it is not known.
 */
export function startOf(
  record: LabRecord | undefined,
  { target, clockSkew }: Pick<Lab, 'target' | 'clockSkew'>,
): number | undefined {
  // The record tells this machine's time.
  const start = Date.parse(record?.startedAt ?? '') + clockSkew;
  return target.kind === 'sandbox' || Number.isNaN(start) ? undefined : start;
}

/** Undefined when no lab was started, or its cleanup left nothing. @throws {Problem} when it is damaged. */
export function readLabRecord(folder: string): LabRecord | undefined {
  return readPrivateJson(join(folder, FILE), (content) => labRecord.parse(content));
}

export interface LabRecords {
  readonly records: readonly LabRecord[];
  /** One for each record that cannot be read. */
  readonly problems: readonly Problem[];
}

/** The records of all labs in the state folder, wherever they were started. */
export function readLabRecords(stateFolder: string): LabRecords {
  const records: LabRecord[] = [];
  const problems: Problem[] = [];
  for (const folder of labFolders(stateFolder)) {
    try {
      const record = readLabRecord(folder);
      if (record !== undefined) records.push(record);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problems.push(error);
    }
  }
  return { records, problems };
}

/** How to type a command for the lab of a record, from any shell: `orders-lab cleanup --aws --region us-east-1`. */
export function recordedCommand(
  words: string,
  record: Pick<LabRecord, 'target' | 'profile' | 'region' | 'endpoint' | 'prefix'>,
): string {
  const { target, profile, region, endpoint, prefix } = record;
  return shellCommand(words, [
    ...(target === 'aws' ? ['--aws'] : []),
    ...(profile === undefined ? [] : ['--profile', profile]),
    '--region',
    region,
    // The sandbox finds its own.
    ...(target === 'sandbox' || endpoint === undefined ? [] : ['--endpoint-url', endpoint]),
    ...(prefix === '' ? [] : ['--prefix', prefix]),
  ]);
}

/** Whether a record was written where `lab` is, by its owner. The sandbox is the same place on any port. */
export function isOfSamePlace(record: LabRecord, { target, ownership }: Lab): boolean {
  return (
    record.target === target.kind &&
    record.account === target.account &&
    record.region === target.region &&
    record.owner === ownership.owner &&
    (target.kind === 'sandbox' || record.endpoint === target.endpoint)
  );
}

/** After a cleanup that left nothing. */
export function removeLabRecord(folder: string): void {
  rmSync(join(folder, FILE), { force: true });
}
