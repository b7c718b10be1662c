/** What the step has built, held against what it should be, setting by setting. Reads only. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { ROLE_PATH, roleOf } from '../../lab/names.js';
import { describeTable } from '../../resources/describe-table.js';
import { findQueue } from '../../resources/queue.js';
import { inspectFunction } from '../functions/inspect-function.js';
import { inspectRetention } from '../functions/inspect-log-group.js';
import { inspectOwnership } from '../functions/inspect-ownership.js';
import { inspectRole, type Purpose } from '../functions/inspect-role.js';
import { inspectMapping } from './inspect-mapping.js';
import {
  deadLettersArn,
  FUNCTION,
  streamFunction,
  streamLogGroup,
  streamResources,
  streamRole,
} from './specs.js';

const STEP = 'attach-stream';
const WHAT = 'Log group, role, queue, function and event source mapping';

/** What each statement of the role is for, and what is seen when it is missing. */
const PURPOSES: Readonly<Record<string, Purpose>> = {
  ReadStream: {
    id: 'may-read-stream',
    claim: 'It may read the stream of this table, and of no other',
    without: 'Without it Lambda reads nothing, and the mapping says "Cannot access stream".',
  },
  FindStream: {
    id: 'may-find-stream',
    claim: 'It may list streams, which AWS allows for all of them or none',
    without: 'Without it Lambda does not make the event source mapping.',
  },
  ParkFailures: {
    id: 'may-park-failures',
    claim: 'It may send to the dead-letter queue: Lambda does so as this role',
    without: 'Without it what cannot be processed is lost.',
  },
  WriteLog: {
    id: 'may-write-log',
    claim: 'It may write into its own log group, and not create one',
    without: 'Without it the function runs, and nobody sees what it says.',
  },
};

export async function* inspectStream(lab: Lab): AsyncGenerator<Check> {
  const { names, target } = lab;
  const { check, isForeign } = await inspectOwnership(lab, WHAT, streamResources(names, target.region), STEP);
  yield check;
  if (isForeign) return;
  yield await inspectRetention(lab, streamLogGroup(names), STEP);
  yield* inspectRole(lab, { spec: streamRole(lab), purposes: PURPOSES, step: STEP });
  yield await queueCheck(lab);
  const rolePath = `role${ROLE_PATH}${roleOf(names.streamProcessor, target.region)}`;
  const spec = streamFunction(names, rolePath);
  yield* inspectFunction(lab, { spec, code: FUNCTION, unit: 'a batch', step: STEP });
  const table = await describeTable(lab, names.table);
  yield* inspectMapping(lab, table?.LatestStreamArn);
}

async function queueCheck(lab: Lab): Promise<Check> {
  const queue = await findQueue(lab, lab.names.streamDeadLetters);
  return compare({
    id: 'queue',
    claim: 'What the function cannot process has a queue to go to',
    expected: deadLettersArn(lab),
    actual: queue.state === 'absent' ? 'no such queue' : (queue.arn ?? 'a queue without an ARN'),
    hint: `Run ${lab.commandLine('attach-stream')}: it makes the queue.`,
  });
}
