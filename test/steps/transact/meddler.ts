/** Somebody who acts between the calls of the step transact, or a service that does not do what is asked. */
import { type AttributeValue, DynamoDBClient, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { OpenLab } from '../../../src/lab/create-lab.js';
import { COUNTER, ORDERS } from '../../../src/steps/transact/probes.js';

/** Somebody who acts at certain calls of the step. */
export interface Meddler {
  readonly operation: string;
  /** Which of the calls of this operation, from 1; absent: every one. */
  readonly nth?: number;
  /** Absent: whatever is asked. */
  readonly when?: (input: Request) => boolean;
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
  /** What the service makes of what was asked. */
  readonly as?: (input: Request) => object;
}

/** The members of the requests that meddlers look at. */
export interface Request {
  readonly Key?: Record<string, AttributeValue> | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly TransactItems?: readonly TransactWriteItem[] | undefined;
  readonly ClientRequestToken?: string | undefined;
}

function isRequest(input: object): input is Request {
  return 'TableName' in input || 'TransactItems' in input;
}

export function meddle(lab: OpenLab, meddler: Meddler): void {
  let seen = 0;
  lab.client(DynamoDBClient).middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { input } = args;
        if (commandName !== `${meddler.operation}Command` || !isRequest(input)) return next(args);
        if (meddler.when?.(input) === false) return next(args);
        seen += 1;
        if (meddler.nth !== undefined && seen !== meddler.nth) return next(args);
        await meddler.before?.();
        const answer = await next({ ...args, input: { ...input, ...meddler.as?.(input) } });
        await meddler.after?.();
        return answer;
      },
    { step: 'initialize', priority: 'low' },
  );
}

/** The transactions of the step, by their number; from the rivals on it is a matter of timing. */
export const SOURCE = { operation: 'TransactWriteItems', nth: 1 } as const;
export const GUARDED = { operation: 'TransactWriteItems', nth: 2 } as const;
export const REFUSED = { operation: 'TransactWriteItems', nth: 4 } as const;

/** Alone: the transactions that are sent under tokens. */
export function raisesCounter({ TransactItems = [] }: Request): boolean {
  const [only] = TransactItems;
  return TransactItems.length === 1 && only?.Update?.Key?.order_id?.S === COUNTER.name;
}

/** With an order: the transactions that are sent at the same time. Which of them is written first, nobody knows. */
export function isRival({ TransactItems = [] }: Request): boolean {
  return (
    TransactItems.length === 2 &&
    TransactItems.some(({ Update }) => Update?.Key?.order_id?.S === COUNTER.name)
  );
}

/** A service that knows no token but the first one that it saw. */
export function withFirstToken(): (input: Request) => object {
  let first: string | undefined;
  return ({ ClientRequestToken }) => {
    first ??= ClientRequestToken;
    return { ClientRequestToken: first };
  };
}

/** The transactions that change the status of both orders, whatever it was. */
export function movesBothOrders({ TransactItems = [] }: Request): boolean {
  const updated = TransactItems.map(({ Update }) =>
    Update?.ConditionExpression === undefined ? Update?.Key?.order_id?.S : undefined,
  );
  return updated.join() === ORDERS.map(({ name }) => name).join();
}

/** A service that does a transaction on the counter twice. */
export function raisingTwice({ TransactItems = [] }: Request): object {
  const twice = ({ Update }: TransactWriteItem): TransactWriteItem => {
    if (Update?.Key?.order_id?.S !== COUNTER.name) return { Update };
    return { Update: { ...Update, ExpressionAttributeValues: { ':by': { N: '2' } } } };
  };
  return { TransactItems: TransactItems.map(twice) };
}
