/** Step 1.2 of the source lab: "Add a Global Secondary Index (GSI)". */
import type { GlobalSecondaryIndexDescription, TableDescription } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { compare } from '../lab/check.js';
import type { Check } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import { defineStep } from '../lab/step.js';
import { describeKeys, describeTable } from '../resources/describe-table.js';
import { ensureIndex, findIndex, type IndexSpec, indexInWords } from '../resources/global-secondary-index.js';
import { ensureScaling, scalableTargetResource } from '../resources/scalable-target.js';
import { findTable } from '../resources/table.js';
import { keysInWords } from '../resources/table-spec.js';
import { customerIndex, scalingOf } from './orders-table.js';
import { SCALING_CALLS, scalingCheck } from './scaling-check.js';

export const addGsi = defineStep({
  input: z.object({}),
  calls: ['dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:UpdateTable', ...SCALING_CALLS],
  // The index itself goes with its table; its scalable targets would stay.
  resources: (names) => scalingOf(names, names.customerIndex).map(scalableTargetResource),

  async build(lab) {
    const index = customerIndex(lab.names);
    const built = await ensureIndex(lab, lab.names.table, index);
    if (built !== 'ready') return built;
    // Auto Scaling takes an index only once it is ACTIVE.
    for (const scaling of scalingOf(lab.names, index.name)) await ensureScaling(lab, scaling);
    return 'ready';
  },

  async *inspect(lab) {
    const spec = customerIndex(lab.names);
    const found = await findTable(lab, lab.names.table);
    const table = found.state === 'ours' ? await describeTable(lab, lab.names.table) : undefined;
    const index = findIndex(table, spec.name);
    const building = index?.IndexStatus === 'CREATING' || index?.IndexStatus === 'UPDATING';
    yield statusCheck(lab, spec, index, building);
    yield keysCheck(lab, spec, table, index);
    yield projectionCheck(lab, index);
    for (const scaling of scalingOf(lab.names, spec.name)) {
      yield await scalingCheck(lab, scaling, 'add-gsi', { pending: building });
    }
  },
});

function statusCheck(
  lab: Lab,
  { name }: IndexSpec,
  index: GlobalSecondaryIndexDescription | undefined,
  pending: boolean,
): Check {
  return compare({
    id: 'active',
    claim: `The index ${name} can be queried`,
    expected: `${name} is ACTIVE`,
    actual: index === undefined ? 'no such index' : indexInWords(index),
    pending,
    hint: pending
      ? `AWS is building it, usually for 8 to 17 minutes. ${lab.commandLine('add-gsi')} waits for it.`
      : `Run ${lab.commandLine('add-gsi')}.`,
  });
}

function keysCheck(
  lab: Lab,
  spec: IndexSpec,
  table: TableDescription | undefined,
  index: GlobalSecondaryIndexDescription | undefined,
): Check {
  return compare({
    id: 'keys',
    claim: 'It finds orders by customer, sorted by status',
    expected: keysInWords(spec),
    actual: describeKeys(index?.KeySchema, table?.AttributeDefinitions),
    hint: `Run ${lab.commandLine('add-gsi')}: an index with other keys is deleted and made again.`,
  });
}

function projectionCheck(lab: Lab, index: GlobalSecondaryIndexDescription | undefined): Check {
  return compare({
    id: 'projection',
    claim: 'It holds whole orders, so that a query needs no second read',
    expected: 'ALL',
    actual: index?.Projection?.ProjectionType ?? 'no such index',
    hint: `Run ${lab.commandLine('add-gsi')}: an index with another projection is deleted and made again.`,
  });
}
