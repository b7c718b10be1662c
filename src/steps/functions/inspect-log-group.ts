/** The log group of a function: what is written into it has an end. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { StepId } from '../../lab/step.js';
import { describeLogGroup, type LogGroupSpec } from '../../resources/log-group.js';

/** @param step what makes and corrects it. */
export async function inspectRetention(
  lab: Lab,
  { name, retention }: LogGroupSpec,
  step: StepId,
): Promise<Check> {
  const group = await describeLogGroup(lab, name);
  const kept = group?.retentionInDays === undefined ? 'for ever' : `${group.retentionInDays} days`;
  return compare({
    id: 'log-retention',
    claim: `What the function logs is kept in ${name} for a while, not for ever`,
    expected: `${retention} days`,
    actual: group === undefined ? 'no such log group' : kept,
    hint: `Run ${lab.commandLine(step)}: it sets the retention.`,
  });
}
