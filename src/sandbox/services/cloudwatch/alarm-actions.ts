/**
 * What an alarm does when its state changes. Scaling policies are told, every minute that it is in ALARM; whatever
 * else it names is not there in the sandbox, and the history says so.
 * AWS: "Alarm actions" in the Amazon CloudWatch User Guide.
 */
import type { Host } from '../../service.js';
import type { AutoScalingPeer } from '../peers.js';
import { actionTaken } from './alarm-changes.js';
import type { AlarmHistory } from './alarm-history.js';
import type { AlarmRecord } from './alarms.js';

const SCALING_POLICY = /^arn:aws:autoscaling:[^:]+:\d+:scalingPolicy:/;
const SERVICE = /^arn:[^:]+:([^:]+):/;

/** Notes what becomes of the actions for a state that an alarm has just come to. Part of the caller's transaction. */
export function noteActions(history: AlarmHistory, alarm: AlarmRecord): void {
  for (const action of actionsOf(alarm)) {
    const error = SCALING_POLICY.test(action)
      ? undefined
      : `The sandbox has no ${serviceOf(action)}: nobody was told.`;
    history.add(actionTaken(alarm, action, alarm.state.updatedAt, error));
  }
}

/** Tells the scaling policies among an alarm's actions of its state. */
export async function signalPolicies(host: Host, alarm: AlarmRecord): Promise<void> {
  const policies = actionsOf(alarm).filter((action) => SCALING_POLICY.test(action));
  if (policies.length === 0) return;
  const scaling = await host.peer<AutoScalingPeer>('application-autoscaling');
  const { account, region, name, state } = alarm;
  for (const policy of policies) {
    await scaling.signal(policy, { account, region, alarmName: name, state: state.value });
  }
}

/** Those of the state that it is in; none where actions are disabled. */
function actionsOf({ definition, state }: AlarmRecord): readonly string[] {
  if (definition.ActionsEnabled === false) return [];
  const actions = {
    OK: definition.OKActions,
    ALARM: definition.AlarmActions,
    INSUFFICIENT_DATA: definition.InsufficientDataActions,
  };
  return actions[state.value] ?? [];
}

function serviceOf(action: string): string {
  const [, service = ''] = SERVICE.exec(action) ?? [];
  return service.toUpperCase();
}
