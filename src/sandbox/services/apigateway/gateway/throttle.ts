/**
 * How many requests get through: token buckets for each setting of a stage, and one for the account.
 * AWS: "Throttle requests to your REST APIs for better throughput in API Gateway".
 */
import type { MethodSetting } from '@aws-sdk/client-api-gateway';
import { Bucket, type Rate } from '../../dynamodb/throughput/bucket.js';
import { settingFor } from '../method-settings.js';
import type { StageRecord } from '../records.js';
import type { RoutedCall } from './call.js';

const ACCOUNT_RATE = 10_000; /* requests per second */
const ACCOUNT_BURST = 5000; /* requests */

export class Throttle {
  readonly #buckets = new Map<string, Bucket>();

  /** Whether the call may go on. One that may not uses up nothing. */
  admits(call: RoutedCall, stage: StageRecord): boolean {
    const { account, region, apiId } = call.target;
    const [name, setting] = throttlingOf(stage, call);
    const buckets = [
      this.#bucket(`${apiId}/${stage.name}/${name}`, call.at, {
        perSecond: setting.throttlingRateLimit ?? ACCOUNT_RATE,
        burst: setting.throttlingBurstLimit ?? ACCOUNT_BURST,
      }),
      this.#bucket(`${account}/${region}`, call.at, { perSecond: ACCOUNT_RATE, burst: ACCOUNT_BURST }),
    ];
    if (buckets.some((bucket) => bucket.units(call.at) < 1)) return false;
    for (const bucket of buckets) bucket.take(1, call.at);
    return true;
  }

  /** At the rate that it has now: settings change. */
  #bucket(key: string, now: number, rate: Rate): Bucket {
    const bucket = this.#buckets.get(key) ?? new Bucket(rate, now);
    bucket.change(rate, now);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

function throttlingOf(
  stage: StageRecord,
  { route, request }: RoutedCall,
): readonly [name: string, setting: MethodSetting] {
  const found = settingFor(stage, route.resource.path, request.method);
  return found === undefined ? ['', {}] : [found.key, withoutNegative(found.setting)];
}

/** A negative limit is none but the account's. */
function withoutNegative({
  throttlingRateLimit = -1,
  throttlingBurstLimit = -1,
}: MethodSetting): MethodSetting {
  return {
    ...(throttlingRateLimit < 0 ? {} : { throttlingRateLimit }),
    ...(throttlingBurstLimit < 0 ? {} : { throttlingBurstLimit }),
  };
}
