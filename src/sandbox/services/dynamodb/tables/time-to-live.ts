/** DescribeTimeToLive and UpdateTimeToLive. */
import type {
  DescribeTimeToLiveCommandInput,
  DescribeTimeToLiveCommandOutput,
  UpdateTimeToLiveCommandInput,
  UpdateTimeToLiveCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import type { TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { TABLE_NAME_ONLY, UPDATE_TIME_TO_LIVE } from '../requests/table-constraints.js';
import { stillInUse, tableNotFound } from './errors.js';
import type { Expiry } from './expiry.js';
import type { TimeToLive } from './record.js';

/** For so long after a change, AWS takes no other. */
const COOLDOWN = 30 * 60 * 1000; /* 30 minutes */

export function describeTimeToLive(
  { tables }: Engine,
  scope: TableScope,
  input: Wire<DescribeTimeToLiveCommandInput>,
): Wire<Pick<DescribeTimeToLiveCommandOutput, 'TimeToLiveDescription'>> {
  checkConstraints(TABLE_NAME_ONLY, input);
  const { status, timeToLive } = tables.get(scope, input.TableName ?? '').record;
  if (status === 'CREATING' || status === 'DELETING') {
    throw validationException(
      `Cannot describe time to live while table is in ${status} state: Current table state is ${status}`,
    );
  }
  if (!timeToLive?.enabled) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
  return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attribute } };
}

export function updateTimeToLive(
  { tables, clock, store }: Engine,
  expiry: Expiry,
  scope: TableScope,
  input: Wire<UpdateTimeToLiveCommandInput>,
): Wire<Pick<UpdateTimeToLiveCommandOutput, 'TimeToLiveSpecification'>> {
  checkConstraints(UPDATE_TIME_TO_LIVE, input);
  const {
    TableName = '',
    TimeToLiveSpecification: { AttributeName: attribute = '', Enabled: enabled = false } = {},
  } = input;
  const { record } = tables.get(scope, TableName);
  if (record.status === 'CREATING') throw tableNotFound(record.name);
  if (record.status === 'DELETING') throw stillInUse(`Table ${record.name} is being deleted`);
  checkTimeToLiveChange(record.timeToLive, attribute, enabled, clock.now());
  store.write(() => {
    const changed = { ...record, timeToLive: { attribute, enabled, changedAt: clock.now() } };
    expiry.follow(changed);
    tables.save(changed);
  });
  return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
}

function checkTimeToLiveChange(
  current: TimeToLive | undefined,
  attribute: string,
  enabled: boolean,
  now: number,
): void {
  if (current?.enabled && current.attribute !== attribute) {
    throw validationException(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current.attribute}`,
    );
  }
  if (enabled === (current?.enabled ?? false)) {
    throw validationException(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  }
  if (current !== undefined && now - current.changedAt < COOLDOWN) {
    throw validationException('Time to live has been modified multiple times within a fixed interval');
  }
}
