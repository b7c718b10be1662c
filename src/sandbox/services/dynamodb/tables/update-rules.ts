/**
 * What one UpdateTable may ask for: exactly one kind of change (billing mode and throughput are one kind, and so
 * are the throughputs of a table and of its indexes). The texts are AWS's.
 */
import type { GlobalSecondaryIndexUpdate, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { validationException } from '../../../errors.js';
import type { Wire } from '../../../service.js';
import { invalidParameters, limitExceeded } from './errors.js';

export type UpdateTableInput = Wire<UpdateTableCommandInput>;
export type IndexUpdate = Wire<GlobalSecondaryIndexUpdate>;

/** More indexes than this are not created or deleted at once. */
const MAX_ONLINE_INDEX_CHANGES = 1;

/** Throws ValidationException or LimitExceededException. */
export function checkOneChange(input: UpdateTableInput): void {
  const updates = input.GlobalSecondaryIndexUpdates;
  if (updates !== undefined) checkIndexUpdates(updates);
  const changesCapacity = input.ProvisionedThroughput !== undefined || input.BillingMode !== undefined;
  const changesIndexes = updates?.some(({ Create, Delete }) => Create !== undefined || Delete !== undefined);
  const changesStream = input.StreamSpecification !== undefined;
  if (countChanges(input) === 0) throw noChange();
  checkExclusive(input);
  if (changesStream && changesCapacity) {
    throw invalidParameters('You cannot modify stream status while updating table IOPS');
  }
  if (changesIndexes && changesCapacity) {
    throw invalidParameters('You cannot create or delete index while updating table IOPS');
  }
  if (changesIndexes && changesStream) {
    throw invalidParameters('You cannot create or delete index while changing stream status');
  }
  if (
    input.OnDemandThroughput !== undefined &&
    countChanges(input) > (input.BillingMode === undefined ? 1 : 2)
  ) {
    throw invalidParameters(
      'OnDemandThroughput can only be combined with BillingMode in an UpdateTable request',
    );
  }
}

const CHANGES = [
  'ProvisionedThroughput',
  'BillingMode',
  'StreamSpecification',
  'GlobalSecondaryIndexUpdates',
  'SSESpecification',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'TableClass',
] as const;

function countChanges(input: UpdateTableInput): number {
  return CHANGES.filter((name) => input[name] !== undefined).length;
}

function noChange(): Error {
  return validationException(
    'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, ' +
      'SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, ' +
      'DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
  );
}

/** Members that must be alone, and how AWS calls them when they are not. */
const EXCLUSIVE = {
  SSESpecification: 'Server-Side Encryption',
  TableClass: 'TableClass',
  DeletionProtectionEnabled: 'DeletionProtection',
} as const;

function checkExclusive(input: UpdateTableInput): void {
  if (countChanges(input) === 1) return;
  for (const [name, change] of Object.entries(EXCLUSIVE)) {
    if (name in input)
      throw invalidParameters(`${change} modification must be the only operation in the request`);
  }
}

function checkIndexUpdates(updates: readonly IndexUpdate[]): void {
  if (updates.length === 0) throw invalidParameters('List of GlobalSecondaryIndexUpdates is empty');
  const names = new Set<string>();
  for (const update of updates) {
    const name = indexNameOf(update);
    if (names.has(name)) {
      throw invalidParameters(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    names.add(name);
  }
  const online = updates.filter(({ Update }) => Update === undefined).length;
  if (online > MAX_ONLINE_INDEX_CHANGES) throw tooManyIndexChanges();
}

function indexNameOf({ Update, Create, Delete }: IndexUpdate): string {
  const [action, ...more] = [Update, Create, Delete].filter((candidate) => candidate !== undefined);
  if (action === undefined) {
    throw invalidParameters(
      'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, ' +
        'GlobalSecondaryIndexUpdate.Delete must not be null',
    );
  }
  if (more.length > 0) {
    throw invalidParameters(
      'Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object',
    );
  }
  return action.IndexName ?? '';
}

export function tooManyIndexChanges(): Error {
  return limitExceeded('Only 1 online index can be created or deleted simultaneously per table');
}
