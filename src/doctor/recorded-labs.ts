/** Labs as the records in the state folder tell of them, where nobody can be asked whether they stand. */
import { duration } from '../lab/duration.js';
import type { Finding } from '../lab/finding.js';
import { DEFAULT_LAB_ID } from '../lab/names.js';
import { type LabRecord, readLabRecords, recordedCommand } from '../lab/record.js';
import { damagedRecord } from './lab-findings.js';

/** One for each lab on record. */
export function recordedLabs(stateFolder: string): readonly Finding[] {
  const { records, problems } = readLabRecords(stateFolder);
  return [...problems.map(damagedRecord), ...records.map(recordedLab)];
}

function recordedLab(record: LabRecord): Finding {
  const { target, account, region, prefix, startedAt } = record;
  const labId = prefix || DEFAULT_LAB_ID;
  const place = target === 'sandbox' ? 'the sandbox' : `account ${account}`;
  return {
    id: `lab/${target}/${account}/${region}/${labId}`,
    area: 'labs',
    claim: `The lab ${labId} in ${region} of ${place} is not forgotten`,
    state: 'note',
    found: `it was begun ${duration(Math.max(0, Date.now() - Date.parse(startedAt)))} ago, and could not be looked at`,
    next: `Once you have access, see what stands with: ${recordedCommand('status', record)}`,
  };
}
