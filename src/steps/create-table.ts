/** Step 1 of the source lab: "Create a DynamoDB Table". */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { compare } from '../lab/check.js';
import type { Check } from '../lab/events.js';
import type { Lab } from '../lab/lab.js';
import type { Found } from '../lab/resource.js';
import { defineStep } from '../lab/step.js';
import { describeKeys, describeTable } from '../resources/describe-table.js';
import { ensureScaling, scalableTargetResource } from '../resources/scalable-target.js';
import { ensureTable, findTable, tableResource } from '../resources/table.js';
import { keysInWords, type TableSpec } from '../resources/table-spec.js';
import { ordersTable, scalingOf } from './orders-table.js';
import { SCALING_CALLS, scalingCheck } from './scaling-check.js';

export const createTable = defineStep({
  input: z.object({}),
  calls: [
    'dynamodb:DescribeTable',
    'dynamodb:CreateTable',
    'dynamodb:ListTagsOfResource',
    'dynamodb:UpdateTable',
    ...SCALING_CALLS,
  ],
  resources: (names) => [tableResource(names.table), ...scalingOf(names).map(scalableTargetResource)],

  async build(lab) {
    await ensureTable(lab, ordersTable(lab.names));
    // One after the other: each takes a moment on the same table, and Auto Scaling refuses to be hurried.
    for (const scaling of scalingOf(lab.names)) await ensureScaling(lab, scaling);
    return 'ready';
  },

  async *inspect(lab) {
    const spec = ordersTable(lab.names);
    const found = await findTable(lab, spec.name);
    yield ownershipCheck(lab, spec, found);
    // What is true of somebody else's table is no claim about this lab.
    if (found.state === 'foreign') return;
    const table = await describeTable(lab, spec.name);
    yield statusCheck(lab, spec, table);
    yield keysCheck(lab, spec, table);
    yield capacityCheck(lab, spec, table);
    yield streamCheck(lab, spec, table);
    for (const scaling of scalingOf(lab.names)) yield await scalingCheck(lab, scaling, 'create-table');
  },
});

function ownershipCheck(lab: Lab, { name }: TableSpec, found: Found): Check {
  const actual = {
    absent: 'no such table',
    ours: 'our tags',
    foreign: `not ours: ${found.state === 'foreign' ? found.because : ''}`,
  }[found.state];
  return compare({
    id: 'ownership',
    claim: `The table ${name} is this lab's`,
    expected: 'our tags',
    actual,
    hint:
      found.state === 'foreign'
        ? 'Choose names of your own, for example with --prefix ada-.'
        : `Run ${lab.commandLine('create-table')}.`,
  });
}

function statusCheck(lab: Lab, { name }: TableSpec, table: TableDescription | undefined): Check {
  return compare({
    id: 'active',
    claim: `The table ${name} can be read and written`,
    expected: 'ACTIVE',
    actual: table?.TableStatus ?? 'no such table',
    // UPDATING is the usual state of a table whose index has just been asked for.
    pending: table?.TableStatus === 'CREATING' || table?.TableStatus === 'UPDATING',
    hint: `Run ${lab.commandLine('create-table')}: it waits until the table is ACTIVE.`,
  });
}

function keysCheck(lab: Lab, spec: TableSpec, table: TableDescription | undefined): Check {
  return compare({
    id: 'keys',
    claim: 'An order is found by its id and the time of its creation',
    expected: keysInWords(spec),
    actual: describeKeys(table?.KeySchema, table?.AttributeDefinitions),
    hint: `Keys cannot be changed: ${lab.commandLine('cleanup')}, then ${lab.commandLine('create-table')}.`,
  });
}

function capacityCheck(
  lab: Lab,
  { minimum, maximum }: TableSpec,
  table: TableDescription | undefined,
): Check {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = table?.ProvisionedThroughput ?? {};
  const inRange =
    read >= minimum.read && read <= maximum.read && write >= minimum.write && write <= maximum.write;
  const expected = `${minimum.read} to ${maximum.read} read units, ${minimum.write} to ${maximum.write} write units`;
  return compare({
    id: 'capacity',
    claim: 'Its capacity is provisioned, within the bounds of auto scaling',
    expected,
    actual: inRange ? expected : `${read} read units, ${write} write units`,
    hint: `Run ${lab.commandLine('create-table')}: it sets what is out of bounds.`,
  });
}

function streamCheck(lab: Lab, spec: TableSpec, table: TableDescription | undefined): Check {
  const { StreamEnabled, StreamViewType } = table?.StreamSpecification ?? {};
  return compare({
    id: 'stream-view-type',
    claim: 'Its stream tells every change with the item before and after',
    expected: spec.streamViewType ?? 'no stream',
    actual: StreamEnabled ? `${StreamViewType}` : 'no stream',
    hint: `Run ${lab.commandLine('create-table')}: it turns the stream on.`,
  });
}
