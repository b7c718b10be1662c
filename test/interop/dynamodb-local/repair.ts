/**
 * The one difference that no answer shows: in DynamoDB Local an update that only takes away makes an item of
 * nothing but its key, where AWS makes none. It is removed again, so that what follows can be compared.
 */
import type { Step } from './generate/steps.js';
import { isList, objectOf } from './outcome.js';
import type { Answer, JsonObject, Send } from './wire.js';

const GIVES = /\b(SET|ADD)\b/i;

/** Whether an update can only take away. */
export function onlyTakesAway({ UpdateExpression: update }: JsonObject): boolean {
  return typeof update === 'string' && !GIVES.test(update);
}

/** The updates of a step, alone or in a transaction, that can only take away. */
export function takingUpdates({ operation, input }: Step): JsonObject[] {
  const { TransactItems: actions } = input;
  const updates = operation === 'UpdateItem' ? [input] : [];
  const inTransaction = isList(actions)
    ? actions.map((action) => objectOf(objectOf(action).Update ?? null))
    : [];
  return [...updates, ...inTransaction].filter(onlyTakesAway);
}

/** Answers whether there was such an item. */
export async function removeKeyOnlyItem(update: JsonObject, ours: Send, amazons: Send): Promise<boolean> {
  const { TableName: table = null, Key: key = null } = update;
  const request = { TableName: table, Key: key };
  const [mine, theirs] = await Promise.all(
    [ours, amazons].map((send) => send('GetItem', { ...request, ConsistentRead: true })),
  );
  const size = Object.keys(itemOf(theirs)).length;
  const isKeyOnly = size > 0 && size === Object.keys(objectOf(key)).length;
  if (!isKeyOnly || Object.keys(itemOf(mine)).length > 0) return false;
  await amazons('DeleteItem', request);
  return true;
}

function itemOf(answer: Answer | undefined): JsonObject {
  return objectOf(objectOf(answer?.body ?? null).Item ?? null);
}
