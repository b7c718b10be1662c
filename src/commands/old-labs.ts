/**
 * Labs on AWS that were begun hours ago and not removed since: every command ends by naming them, because what is
 * forgotten is paid for. Asks no service.
 */
import { isOfAws } from '../aws/aws-hosts.js';
import { pricesInWords } from '../aws/prices.js';
import { money } from '../lab/dollars.js';
import { duration } from '../lab/duration.js';
import { FORGOTTEN_AFTER, type LabRecord, readLabRecords, recordedCommand } from '../lab/record.js';
import { perHour } from '../steps/costs.js';
import { STEPS } from '../steps/index.js';
import { printWarning } from '../ui/problem-output.js';
import type { GlobalFlags } from './global-flags.js';

/** Labs that are named; more are only counted. */
const MOST_NAMED = 3;
/** Milliseconds. */
const HOUR = 3_600_000;

/** The command that ends: it may be removing such a lab itself. */
export interface Ending {
  readonly command: string;
  readonly flags: GlobalFlags;
  /** All that was typed after `orders-lab`. */
  readonly words: readonly string[];
}

/** Tells stderr, which no script reads. A record that is damaged is told by the commands that need it, and by doctor. */
export function tellOldLabs(stateFolder: string, ending: Ending): void {
  if (hasToldThem(ending)) return;
  const now = Date.now();
  const old = readLabRecords(stateFolder)
    .records.filter((record) => isPaidFor(record) && ageOf(record, now) > FORGOTTEN_AFTER)
    .filter((record) => !isBeingRemoved(record, ending))
    .sort((one, other) => ageOf(other, now) - ageOf(one, now));
  const { color } = ending.flags;
  for (const record of old.slice(0, MOST_NAMED)) printWarning(wordsOf(record, now), color);
  const more = old.length - MOST_NAMED;
  if (more > 0) printWarning(`${more} more on AWS of that age. All of them: orders-lab doctor`, color);
}

/** `doctor` finds every lab on record, with more to say of it; what else it may be asked for is about others. */
function hasToldThem({ command, words }: Ending): boolean {
  return command === 'doctor' && !words.includes('--class') && !words.includes('--policy');
}

/** What stands anywhere but at AWS, such as in a mock, is not paid for. */
function isPaidFor({ target, endpoint }: LabRecord): boolean {
  if (target !== 'aws') return false;
  return endpoint === undefined || isOfAws(endpoint);
}

/** Milliseconds; NaN, which is older than nothing, where the record does not tell. */
function ageOf({ startedAt }: LabRecord, now: number): number {
  return now - Date.parse(startedAt);
}

/**
 * Whether the command has removed the lab, or tried to and told what is left. The region may come from the profile,
 * which is not read for this: then a lab of the same prefix in another region is taken for the same.
 */
function isBeingRemoved(record: LabRecord, { command, flags, words }: Ending): boolean {
  if (command !== 'cleanup' || !flags.aws) return false;
  const region = flags.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? record.region;
  return (
    record.region === region &&
    record.endpoint === flags.endpointUrl &&
    (words.includes('--all') || record.prefix === flags.prefix)
  );
}

function wordsOf(record: LabRecord, now: number): string {
  const { prefix, region, account } = record;
  const age = ageOf(record, now);
  const most = money((perHour(STEPS) * age) / HOUR);
  const which = prefix === '' ? 'A lab' : `The lab ${prefix}`;
  return (
    `${which} on AWS (${region}, account ${account}) was begun ${duration(age)} ago and not removed since. With all of ` +
    `it standing it has cost about ${most} (${pricesInWords(region)}).\n` +
    `Remove it with: ${recordedCommand('cleanup', record)}`
  );
}
