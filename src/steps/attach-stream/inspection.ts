/** What the step has built, held against what it should be, setting by setting. Reads only. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { type Found, type Resource, resourceKey } from '../../lab/resource.js';
import { describeTable } from '../../resources/describe-table.js';
import { describeLogGroup } from '../../resources/log-group.js';
import { findQueue } from '../../resources/queue.js';
import { inspectFunction } from './inspect-function.js';
import { inspectMapping } from './inspect-mapping.js';
import { inspectRole } from './inspect-role.js';
import { deadLettersArn, streamLogGroup, streamResources } from './specs.js';

export async function* inspectStream(lab: Lab): AsyncGenerator<Check> {
  const found: { readonly resource: Resource; readonly found: Found }[] = [];
  for (const resource of streamResources(lab.names, lab.target.region)) {
    found.push({ resource, found: await resource.find(lab) });
  }
  const problems = found.flatMap(({ resource, found: { state, ...rest } }) => {
    if (state === 'ours') return [];
    const name = resourceKey(resource);
    return [state === 'absent' ? `no ${name}` : `${name} is not: ${'because' in rest ? rest.because : ''}`];
  });
  yield compare({
    id: 'ownership',
    claim: "Log group, role, queue, function and event source mapping are this lab's",
    expected: 'all of them',
    actual: problems.length === 0 ? 'all of them' : problems.join('; '),
    hint: found.some(({ found: { state } }) => state === 'foreign')
      ? 'Choose names of your own, for example with --prefix ada-.'
      : `Run ${lab.commandLine('attach-stream')}.`,
  });
  // What is true of somebody else's things is no claim about this lab.
  if (found.some(({ found: { state } }) => state === 'foreign')) return;
  yield await retentionCheck(lab);
  yield* inspectRole(lab);
  yield await queueCheck(lab);
  yield* inspectFunction(lab);
  const table = await describeTable(lab, lab.names.table);
  yield* inspectMapping(lab, table?.LatestStreamArn);
}

async function retentionCheck(lab: Lab): Promise<Check> {
  const { name, retention } = streamLogGroup(lab.names);
  const group = await describeLogGroup(lab, name);
  const kept = group?.retentionInDays === undefined ? 'for ever' : `${group.retentionInDays} days`;
  return compare({
    id: 'log-retention',
    claim: `What the function logs is kept in ${name} for a while, not for ever`,
    expected: `${retention} days`,
    actual: group === undefined ? 'no such log group' : kept,
    hint: `Run ${lab.commandLine('attach-stream')}: it sets the retention.`,
  });
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
