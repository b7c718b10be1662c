import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { noContent } from './answers.js';
import { isVersion, UNVERSIONED, versionsIn } from './etag.js';
import {
  isConditionFailed,
  itemThatFailed,
  withoutConflicts,
} from './failures.js';
import type { StoredOrder } from './order.js';
import { lostRace, noSuchOrder } from './refusals.js';
import { type ApiRequest, refuseQuery } from './request.js';
import { client, guardKey, keyOf, readById, TABLE } from './table.js';

/** DELETE /orders/{order_id} */
export async function deleteOrder(
  request: ApiRequest,
): Promise<Response> {
  refuseQuery(request);
  const versions = versionsIn(request.headers.get('if-match'));
  const order = await readById(request.orderId);
  await remove(order, versions);
  return noContent();
}

/**
 * The order and its guard go together, or else the id would be taken by
 * nothing, or free although it is taken. With the guard goes what is
 * known of an Idempotency-Key: a repeat of the POST that comes later
 * places the order anew. (Kept, it would keep the id taken for good:
 * the table has no time to live to forget it by.) Where there is no guard, since
 * others wrote the order, deleting it does nothing.
 */
async function remove(
  order: StoredOrder,
  versions: readonly string[] | undefined,
): Promise<void> {
  const version =
    versions === undefined ? undefined : isVersion(versions);
  const conditions = ['attribute_exists(order_id)', version?.text];
  const Delete = {
    TableName: TABLE,
    Key: keyOf(order),
    ConditionExpression: conditions.filter(Boolean).join(' AND '),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    ...(version === undefined || Object.keys(version.values).length === 0
      ? {}
      : { ExpressionAttributeValues: { ...version.values } }),
  } as const;
  const guard = { TableName: TABLE, Key: guardKey(order.order_id) };
  try {
    await withoutConflicts(() =>
      client.send(
        new TransactWriteCommand({
          TransactItems: [{ Delete }, { Delete: guard }],
        }),
      ),
    );
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
    const now = itemThatFailed(error);
    if (now === undefined) throw noSuchOrder(order.order_id);
    throw lostRace(now.version?.N ?? UNVERSIONED);
  }
}
