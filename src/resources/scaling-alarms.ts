/**
 * The alarms of scaling policies, `TargetTracking-table/Orders-AlarmHigh-…`. They have no tags: they are the policy's,
 * and the policy is its target's. Auto Scaling takes them away with the policy; here that is proven, and where it
 * did not happen, done. An alarm whose policy is gone is nobody's that we could tell, so none is looked for by name.
 */
import { CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { isUnknownOperation } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { isEmulator, longWait } from '../lab/patience.js';

/** Milliseconds between two looks, and in all. */
const POLL = 2_000;
const DEADLINE = 2 * 60_000;
/** So many looks are given to Auto Scaling before the alarms are deleted from here. */
const LOOKS_FOR_AUTO_SCALING = 15;
/** The same for an emulator, which takes them away at once or never. */
const LOOKS_FOR_EMULATOR = 1;

/**
 * Waits until no alarm of these names is left. Only to be called for the alarms of policies that were ours and are
 * gone.
 * @param whose for the progress line: "the scalable target …".
 */
export async function awaitAlarmsGone(lab: Lab, whose: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const enough = isEmulator(lab) ? LOOKS_FOR_EMULATOR : LOOKS_FOR_AUTO_SCALING;
  let looks = 0;
  await poll({
    what: `the alarms of ${whose} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    ask: async () => {
      const left = await existing(lab, names);
      if (left.length === 0) return 'gone';
      looks += 1;
      if (looks > enough) {
        await lab.client(CloudWatchClient).send(new DeleteAlarmsCommand({ AlarmNames: left }));
      }
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the alarms of ${whose} to go`,
        elapsed,
        reason: 'auto scaling takes them away some seconds after their policy',
      }),
  });
}

async function existing(lab: Lab, names: readonly string[]): Promise<string[]> {
  try {
    const { MetricAlarms = [] } = await lab
      .client(CloudWatchClient)
      .send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
    return MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
  } catch (error) {
    // An emulator without alarms has none of these.
    if (isUnknownOperation(error)) return [];
    throw error;
  }
}
