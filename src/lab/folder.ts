import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPrivateFolder } from '../state/home.js';
import type { Lab, Target } from './lab.js';

/** Hexadecimal digits of an endpoint's hash: enough to tell a handful of mocks from AWS. */
const ENDPOINT_DIGITS = 8;
const LABS = 'labs';

/**
 * The folder of one lab inside the state folder: its record, journal and lock. Made if it is not there. One
 * lab is one lab id in one account and region, in the sandbox or on AWS.
 * @throws {Problem} (usage) when it cannot be used.
 */
export function openLabFolder(stateFolder: string, lab: Pick<Lab, 'target' | 'names'>): string {
  const labs = openPrivateFolder(stateFolder, LABS);
  return openPrivateFolder(labs, `${placeOf(lab.target)}-${lab.names.labId}`);
}

/** The folders of all labs that there ever were, of any account and region. */
export function labFolders(stateFolder: string): string[] {
  const labs = openPrivateFolder(stateFolder, LABS);
  return readdirSync(labs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(labs, name));
}

/** Whether any of them may be of a lab on AWS, by its name alone. Opens nothing, and never fails. */
export function mayHoldLabsOnAws(stateFolder: string): boolean {
  try {
    return readdirSync(join(stateFolder, LABS)).some((name) => name.startsWith('aws-'));
  } catch {
    return false;
  }
}

/** The sandbox's port may change between starts; it is the same place. A mock is not AWS. */
function placeOf({ kind, account, region, endpoint }: Target): string {
  const place = `${kind}-${account}-${region.replace(/[^A-Za-z0-9-]/g, '_')}`;
  if (kind === 'sandbox' || endpoint === undefined) return place;
  return `${place}-${createHash('sha256').update(endpoint).digest('hex').slice(0, ENDPOINT_DIGITS)}`;
}
