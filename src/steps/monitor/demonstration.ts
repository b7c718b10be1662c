/** The proof: an alarm that goes off and is quiet again; and what CloudWatch knows of the last half hour. */
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { driveAlarm } from './drive-alarm.js';
import { showLatestLines } from './latest-lines.js';
import { showRecent } from './recent.js';

export interface MonitorInput {
  /** Leaves out what takes minutes on AWS. */
  readonly skipAlarm: boolean;
}

export async function* demonstrateMonitor(
  lab: Lab,
  { skipAlarm }: MonitorInput,
): AsyncGenerator<Check | Evidence> {
  if (!skipAlarm) yield* driveAlarm(lab);
  yield* showRecent(lab);
  yield* showLatestLines(lab);
}
