import { NumberValue, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { json } from './answers.js';
import { etagOf, isVersion, UNVERSIONED, versionsIn } from './etag.js';
import {
  isConditionFailed,
  itemThatFailed,
  wasSentAgain,
  withoutConflicts,
} from './failures.js';
import { canonicalJson } from './json-writer.js';
import {
  inOrder,
  mayBecome,
  OrderChange,
  type StoredOrder,
} from './order.js';
import { conflict, lostRace, noSuchOrder } from './refusals.js';
import { type ApiRequest, readBody, refuseQuery } from './request.js';
import {
  client,
  keyOf,
  readById,
  TABLE,
  toStoredOrder,
} from './table.js';

/** PUT /orders/{order_id} */
export async function changeOrder(
  request: ApiRequest,
): Promise<Response> {
  refuseQuery(request);
  const versions = versionsIn(request.headers.get('if-match'));
  const change = readBody(request, OrderChange);
  // For its created_at, a part of the key. All the rest is the condition's.
  const order = await readById(request.orderId);
  const changed = await update(order, change, versions);
  return json(200, inOrder(changed), { etag: etagOf(changed) });
}

/**
 * One write, on condition that the order is still there, may become what
 * it is to be, and is in the version that the client has seen. Looking
 * first and writing then would lose to whoever writes in between.
 */
async function update(
  order: StoredOrder,
  change: OrderChange,
  versions: readonly string[] | undefined,
): Promise<StoredOrder> {
  const { sets, conditions, values } = expressionsFor(change, versions);
  const command = {
    TableName: TABLE,
    Key: keyOf(order),
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  try {
    const { Attributes = {} } = await withoutConflicts(() =>
      client.send(new UpdateCommand(command)),
    );
    return toStoredOrder(Attributes);
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const now = itemThatFailed(error);
    if (now === undefined) throw noSuchOrder(order.order_id);
    if (wasSentAgain(error)) {
      const found = await readById(order.order_id);
      if (isOurs(found, change, versions)) return found;
    }
    throw refused(change, versions, {
      status: now.order_status?.S,
      version: now.version?.N ?? UNVERSIONED,
    });
  }
}

/**
 * A write whose answer was lost is sent again by the SDK, and then fails
 * because of itself. What is there now tells: the very change, one
 * version after the one that the client had seen.
 */
function isOurs(
  found: StoredOrder,
  { order_status, details }: OrderChange,
  versions: readonly string[] = [],
): boolean {
  return (
    versions.some((seen) => etagOf(found) === `"${Number(seen) + 1}"`) &&
    (order_status === undefined || found.order_status === order_status) &&
    (details === undefined ||
      canonicalJson(found.details) === canonicalJson(details))
  );
}

interface Expressions {
  readonly sets: string[];
  readonly conditions: string[];
  readonly values: Record<string, unknown>;
}

function expressionsFor(
  { order_status, details }: OrderChange,
  versions: readonly string[] | undefined,
): Expressions {
  const sets = ['version = if_not_exists(version, :none) + :one'];
  const conditions = ['attribute_exists(order_id)'];
  const values: Record<string, unknown> = {
    ':none': new NumberValue('0'),
    ':one': new NumberValue('1'),
  };
  if (details !== undefined) {
    sets.push('details = :details');
    values[':details'] = details;
  }
  if (order_status !== undefined) {
    sets.push('order_status = :status');
    values[':status'] = order_status;
    const names = mayBecome(order_status).map((status, index) => {
      values[`:from${index}`] = status;
      return `:from${index}`;
    });
    conditions.push(`order_status IN (${names.join(', ')})`);
  }
  if (versions !== undefined) {
    const condition = isVersion(versions);
    conditions.push(condition.text);
    Object.assign(values, condition.values);
  }
  return { sets, conditions, values };
}

function refused(
  { order_status }: OrderChange,
  versions: readonly string[] | undefined,
  now: { readonly status: string | undefined; readonly version: string },
): Error {
  if (versions !== undefined && !versions.includes(now.version)) {
    return lostRace(now.version);
  }
  return conflict(
    `An order that is ${now.status ?? 'without a status'} cannot become ${order_status}.`,
  );
}
