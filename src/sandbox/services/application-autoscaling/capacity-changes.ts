/**
 * Changes of capacity that Application Auto Scaling makes, one at a time for each target: an activity, UpdateTable,
 * and what becomes of it. Each of these is a timer, so that a sandbox that is killed in between goes on where it was.
 */
import { AwsError } from '../../errors.js';
import type { Host } from '../../service.js';
import type { CloudWatchPeer, DynamoDbPeer, Place } from '../peers.js';
import { type ActivityRecord, settingCapacity } from './activity-records.js';
import { putAlarms } from './alarms.js';
import type { ScalingDirection } from './decision.js';
import {
  type CapacityChange,
  type Records,
  type ScalingRecord,
  type TargetRecord,
  targetKey,
} from './records.js';
import { isRead, provisionedCapacity, type Scalable, unitsOf } from './scalable.js';

const TIMER = 'application-autoscaling.change';
/** A table that is being updated is tried again after this, */
const RETRIED_AFTER = 5_000; /* 5 s */
/** and not for ever. */
const RETRIED_FOR = 5 * 60_000; /* 5 min */
/** So that DynamoDB's own timer of that moment is through. */
const SEEN_AFTER = 1; /* ms */

interface Payload extends Place {
  readonly scalable: Scalable;
}

export class CapacityChanges {
  readonly #host: Host;
  readonly #records: Records;

  constructor(host: Host, records: Records) {
    this.#host = host;
    this.#records = records;
    host.clock.onTimer(TIMER, (payload) => this.#due(payload as Payload));
  }

  /**
   * Begins a change, unless one is under way: when that is done, the bounds are looked at again. Part of the caller's
   * transaction.
   */
  begin(
    { account, region }: Place,
    scalable: Scalable,
    { capacity, cause, direction }: { capacity: number; cause: string; direction?: ScalingDirection },
  ): void {
    const { activities, scaling } = this.#records;
    const key = targetKey({ account, region }, scalable);
    const { toldWhyNot: _told, ...known } = scaling.get(key) ?? {};
    if (known.change !== undefined) return;
    const now = this.#host.clock.now();
    const activity = activities.add(settingCapacity({ account, region }, scalable, capacity, cause, now));
    const change = { activity, capacity, ...(direction === undefined ? {} : { direction }) };
    scaling.put(key, { ...known, change });
    this.#host.clock.setTimer(TIMER, key, now, { account, region, scalable } satisfies Payload);
  }

  /** Brings a capacity back inside the bounds of its target. Part of the caller's transaction. */
  enforceBounds(place: Place, scalable: Scalable, target: TargetRecord, current: number): void {
    // On demand: there is nothing to scale.
    if (current === 0) return;
    const { minCapacity, maxCapacity } = target;
    if (current < minCapacity) {
      this.begin(place, scalable, {
        capacity: minCapacity,
        cause: `minimum capacity was set to ${minCapacity}`,
      });
    } else if (current > maxCapacity) {
      this.begin(place, scalable, {
        capacity: maxCapacity,
        cause: `maximum capacity was set to ${maxCapacity}`,
      });
    }
  }

  async #due({ account, region, scalable }: Payload): Promise<void> {
    const place = { account, region };
    const dynamoDb = await this.#host.peer<DynamoDbPeer>('dynamodb');
    const cloudWatch = await this.#host.peer<CloudWatchPeer>('monitoring');
    const known = this.#records.scaling.get(targetKey(place, scalable));
    const activity = known?.change && this.#records.activities.get(known.change.activity);
    if (known?.change === undefined || activity === undefined) return;
    const step = { place, scalable, known, change: known.change, activity };
    if (known.change.accepted === undefined) this.#attempt(dynamoDb, step);
    else this.#conclude(dynamoDb, cloudWatch, step);
  }

  /** Asks DynamoDB for the capacity. */
  #attempt(dynamoDb: DynamoDbPeer, step: Step): void {
    const { place, scalable, known, change, activity } = step;
    const { tableName, indexName } = scalable;
    const { store, clock } = this.#host;
    try {
      store.write(() => {
        const current = unitsNow(dynamoDb, place, scalable) ?? 0;
        const units = isRead(scalable.dimension) ? { read: change.capacity } : { write: change.capacity };
        const at =
          current === change.capacity
            ? clock.now()
            : dynamoDb.setCapacity(place, tableName, indexName, units);
        const accepted = { units: Math.abs(change.capacity - current) };
        this.#records.scaling.put(targetKey(place, scalable), { ...known, change: { ...change, accepted } });
        this.#records.activities.replace(change.activity, {
          ...activity,
          message: `${successfullySet(scalable, change)} Waiting for change to be fulfilled by dynamodb.`,
        });
        this.#setTimer(step, at + SEEN_AFTER);
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const isBusy = error.code === 'ResourceInUseException';
      if (isBusy && clock.now() < activity.startedAt + RETRIED_FOR) {
        this.#setTimer(step, clock.now() + RETRIED_AFTER);
      } else {
        this.#fail(step, `Failed updating table: ${error.message}`);
      }
    }
  }

  #setTimer({ place: { account, region }, scalable }: Step, at: number): void {
    const key = targetKey({ account, region }, scalable);
    this.#host.clock.setTimer(TIMER, key, at, { account, region, scalable } satisfies Payload);
  }

  #fail(step: Step, reason: string): void {
    const { scalable, change } = step;
    this.#end(step, {
      status: 'Failed',
      message: `Failed to set ${unitsOf(scalable)} to ${change.capacity}. Reason: ${reason}`,
    });
  }

  /** The time has come at which the capacity should be there. */
  #conclude(dynamoDb: DynamoDbPeer, cloudWatch: CloudWatchPeer, step: Step): void {
    const { place, scalable, change } = step;
    const current = unitsNow(dynamoDb, place, scalable);
    this.#host.store.write(() => {
      if (current === undefined) {
        this.#end(step, {
          status: 'Unfulfilled',
          message: `${successfullySet(scalable, change)} The change was not fulfilled by dynamodb: ${scalable.resourceId} is gone.`,
        });
        return;
      }
      const set = successfullySet(scalable, change);
      this.#end(
        step,
        current === change.capacity
          ? { status: 'Successful', message: `${set} Change successfully fulfilled by dynamodb.` }
          : {
              status: 'Overridden',
              message: `${set} The capacity was changed to ${current} by somebody else.`,
            },
      );
      this.follow(dynamoDb, cloudWatch, place, scalable);
      const target = this.#records.targets.get(targetKey(place, scalable));
      if (target !== undefined) this.enforceBounds(place, scalable, target, current);
    });
  }

  #end(
    { place, scalable, known, change, activity }: Step,
    end: Pick<ActivityRecord, 'status' | 'message'>,
  ): void {
    const { store, clock } = this.#host;
    const now = clock.now();
    store.write(() => {
      this.#records.activities.replace(change.activity, { ...activity, ...end, endedAt: now });
      this.#records.scaling.put(
        targetKey(place, scalable),
        afterChange(known, end.status === 'Successful', now),
      );
    });
  }

  /** Sets the alarms of a target's policies to the capacity of now. */
  follow(dynamoDb: DynamoDbPeer, cloudWatch: CloudWatchPeer, place: Place, scalable: Scalable): void {
    const capacity = provisionedCapacity(dynamoDb, place, scalable);
    if (capacity === undefined) return;
    this.#host.store.write(() => {
      for (const { value: policy } of this.#records.policies.list(targetKey(place, scalable))) {
        putAlarms(cloudWatch, place, policy, capacity);
      }
    });
  }
}

/** A change under way, and what is known around it. */
interface Step {
  readonly place: Place;
  readonly scalable: Scalable;
  readonly known: ScalingRecord;
  readonly change: CapacityChange;
  readonly activity: ActivityRecord;
}

/** A scale-out ends the cooldown of the scale-in before it. */
function afterChange({ change, ...known }: ScalingRecord, successful: boolean, now: number): ScalingRecord {
  if (!successful) return { ...known, failedAt: now };
  const done = { at: now, units: change?.accepted?.units ?? 0 };
  const { failedAt: _failed, in: scaledIn, out: scaledOut } = known;
  switch (change?.direction) {
    case 'out':
      return { out: done };
    case 'in':
      return { ...(scaledOut === undefined ? {} : { out: scaledOut }), in: done };
    default:
      return {
        ...(scaledOut === undefined ? {} : { out: scaledOut }),
        ...(scaledIn === undefined ? {} : { in: scaledIn }),
      };
  }
}

function successfullySet(scalable: Scalable, { capacity }: CapacityChange): string {
  return `Successfully set ${unitsOf(scalable)} to ${capacity}.`;
}

/** Units of what is scaled; undefined where it is gone. */
export function unitsNow(dynamoDb: DynamoDbPeer, place: Place, scalable: Scalable): number | undefined {
  const capacity = provisionedCapacity(dynamoDb, place, scalable);
  return capacity && (isRead(scalable.dimension) ? capacity.read : capacity.write);
}
