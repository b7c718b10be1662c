/**
 * Follows the alarms of target tracking policies: a load above the target for two minutes adds capacity, one that stays
 * below it for fifteen takes some away, and a capacity that was changed by hand is what the policy starts from.
 * AWS: "How target tracking scaling for Application Auto Scaling works", "Managing throughput capacity automatically
 * with DynamoDB auto scaling".
 */
import type { MetricReading } from '../../metrics/metrics.js';
import type { Host } from '../../service.js';
import type { AlarmSignal, AutoScalingPeer, CloudWatchPeer, DynamoDbPeer, Place } from '../peers.js';
import { notScaling } from './activity-records.js';
import { alarmKindOf } from './alarms.js';
import { type CapacityChanges, unitsNow } from './capacity-changes.js';
import { type Decision, decide, type ScalingDirection } from './decision.js';
import { wantedCapacity } from './load.js';
import {
  type PolicyRecord,
  type Records,
  type ScalingRecord,
  type TargetRecord,
  targetKey,
} from './records.js';
import { type Scalable, tableOf } from './scalable.js';

const SECOND = 1000; /* ms */
/** What failed is not tried again with every minute of an alarm. */
const PAUSE_AFTER_FAILURE = 5 * 60_000; /* 5 min */
const POLICY_ARN = /:resource\/dynamodb\/([^:]+):policyName\//;

/** A policy with what it is about. */
interface Scaled {
  readonly place: Place;
  readonly policy: PolicyRecord;
  readonly scalable: Scalable;
  readonly target: TargetRecord;
}

export class Scaler implements AutoScalingPeer {
  readonly #host: Host;
  readonly #records: Records;
  readonly #changes: CapacityChanges;
  readonly #metrics: MetricReading;

  constructor(host: Host, records: Records, changes: CapacityChanges) {
    this.#host = host;
    this.#records = records;
    this.#changes = changes;
    this.#metrics = host.metrics;
  }

  async signal(policyArn: string, { account, region, alarmName, state }: AlarmSignal): Promise<void> {
    if (state !== 'ALARM') return;
    const dynamoDb = await this.#host.peer<DynamoDbPeer>('dynamodb');
    const cloudWatch = await this.#host.peer<CloudWatchPeer>('monitoring');
    const scaled = this.#find({ account, region }, policyArn);
    const kind = scaled && alarmKindOf(scaled.policy, alarmName);
    if (scaled === undefined || kind === undefined) return;
    if (kind === 'AlarmHigh' || kind === 'AlarmLow') {
      this.#scale(dynamoDb, scaled, alarmName, kind === 'AlarmHigh' ? 'out' : 'in');
    } else {
      this.#changes.follow(dynamoDb, cloudWatch, scaled.place, scaled.scalable);
    }
  }

  /** What an ARN names; undefined where the policy or its target is gone. */
  #find(place: Place, policyArn: string): Scaled | undefined {
    const [, resourceId = ''] = POLICY_ARN.exec(policyArn) ?? [];
    for (const { value: policy } of this.#records.policies.list(
      `${place.account}/${place.region}/${resourceId}|`,
    )) {
      if (policy.arn !== policyArn) continue;
      const target = this.#records.targets.get(targetKey(place, policy));
      const scalable = { resourceId, dimension: policy.dimension, ...tableOf(resourceId) };
      return target && { place, policy, scalable, target };
    }
    return undefined;
  }

  #scale(dynamoDb: DynamoDbPeer, scaled: Scaled, alarmName: string, direction: ScalingDirection): void {
    const { place, policy, scalable } = scaled;
    const current = unitsNow(dynamoDb, place, scalable);
    const now = this.#host.clock.now();
    const known = this.#records.scaling.get(targetKey(place, scalable)) ?? {};
    // Gone, on demand, on its way already, or refused just now.
    if (current === undefined || current === 0 || known.change !== undefined) return;
    if (known.failedAt !== undefined && now < known.failedAt + PAUSE_AFTER_FAILURE) return;
    const decision = this.#decide(scaled, direction, { current, known, now });
    const cause = `monitor alarm ${alarmName} in state ALARM triggered policy ${policy.name}`;
    this.#host.store.write(() => this.#carryOut(scaled, decision, cause, direction));
  }

  #decide(
    { place, policy, target }: Scaled,
    direction: ScalingDirection,
    {
      current,
      known,
      now,
    }: { readonly current: number; readonly known: ScalingRecord; readonly now: number },
  ): Decision {
    const { configuration } = policy;
    const { DynamicScalingInSuspended, DynamicScalingOutSuspended } = target.suspended;
    const isOut = direction === 'out';
    return decide({
      direction,
      current,
      wanted: () => wantedCapacity(this.#metrics, place, policy, { direction, current, now }),
      min: target.minCapacity,
      max: target.maxCapacity,
      suspended: isOut ? DynamicScalingOutSuspended : DynamicScalingInSuspended,
      cooldown: ((isOut ? configuration.ScaleOutCooldown : configuration.ScaleInCooldown) ?? 0) * SECOND,
      last: known[direction],
      now,
    });
  }

  #carryOut(
    { place, scalable }: Scaled,
    decision: Decision,
    cause: string,
    direction: ScalingDirection,
  ): void {
    if (decision.kind === 'scale') {
      this.#changes.begin(place, scalable, { capacity: decision.capacity, cause, direction });
    } else if (decision.kind === 'not-scaled') {
      const { activities, scaling } = this.#records;
      const key = targetKey(place, scalable);
      const known = scaling.get(key) ?? {};
      // Told once, not with every minute of an alarm.
      const why = JSON.stringify([cause, decision.reason]);
      if (known.toldWhyNot === why) return;
      scaling.put(key, { ...known, toldWhyNot: why });
      activities.add(notScaling(place, scalable, cause, decision.reason, this.#host.clock.now()));
    }
  }
}
