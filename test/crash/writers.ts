/**
 * Those who write until the sandbox dies. Each does one request after the other and keeps in mind what was
 * acknowledged, and the one request whose answer did not come: that may have been done, or not.
 */
import { randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  DynamoDBServiceException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CrashSandbox } from './crash-sandbox.js';
import { type Item, keyOf, nameOf, TABLE } from './crash-table.js';

const ITEMS_OF_A_WRITER = 5;
/** Shared by all who transfer, so that their transactions collide. */
const ACCOUNTS = 12;
export const ACCOUNT_OWNER = 'account';
export const LEDGER_OWNER = 'ledger';

export interface Writer {
  /** Sends one request; true when it was acknowledged, false when it was refused. Throws where no answer comes. */
  write(): Promise<boolean>;
}

/** Puts, updates and deletes items that nobody else writes. */
export class ItemWriter implements Writer {
  /** By name; undefined: deleted. */
  readonly acknowledged = new Map<string, Item | undefined>();
  inDoubt: { readonly name: string; readonly item: Item | undefined } | undefined;
  readonly #sandbox: CrashSandbox;
  readonly #owner: string;
  #version = 0;

  constructor(sandbox: CrashSandbox, owner: string) {
    this.#sandbox = sandbox;
    this.#owner = owner;
  }

  async write(): Promise<boolean> {
    this.#version += 1;
    const Key = keyOf(this.#owner, `item-${this.#version % ITEMS_OF_A_WRITER}`);
    const name = nameOf(Key);
    const version = { N: String(this.#version) };
    const group = { S: `group-${this.#version % 7}` };
    const item = this.#version % 4 === 0 ? undefined : { ...Key, version, group };
    this.inDoubt = { name, item };
    await this.#send(Key, item, this.#version % 2 === 0);
    this.acknowledged.set(name, item);
    this.inDoubt = undefined;
    return true;
  }

  async #send(Key: ReturnType<typeof keyOf>, item: Item | undefined, update: boolean): Promise<void> {
    const { table } = this.#sandbox;
    if (item === undefined) {
      await table.send(new DeleteItemCommand({ TableName: TABLE, Key }));
    } else if (update) {
      const { version, group } = item;
      const UpdateExpression = 'SET version = :version, #group = :group';
      const ExpressionAttributeNames = { '#group': 'group' };
      const ExpressionAttributeValues = {
        ':version': version ?? { NULL: true },
        ':group': group ?? { NULL: true },
      };
      await table.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key,
          UpdateExpression,
          ExpressionAttributeNames,
          ExpressionAttributeValues,
        }),
      );
    } else {
      await table.send(new PutItemCommand({ TableName: TABLE, Item: item }));
    }
  }
}

/** What a transfer writes into the ledger; its id is the client request token. */
interface Transfer {
  readonly token: string;
  readonly from: string;
  readonly to: string;
}

/** Moves one from an account to another and writes it down, in one transaction. */
export class TransferWriter implements Writer {
  /** Tokens. */
  readonly acknowledged = new Set<string>();
  inDoubt: Transfer | undefined;
  conflicts = 0;
  readonly #sandbox: CrashSandbox;
  #turn: number;

  constructor(sandbox: CrashSandbox, turn: number) {
    this.#sandbox = sandbox;
    this.#turn = turn;
  }

  async write(): Promise<boolean> {
    this.#turn += 1;
    const from = this.#turn % ACCOUNTS;
    const to = (from + 1 + (this.#turn % (ACCOUNTS - 1))) % ACCOUNTS;
    return await this.#send({ token: randomUUID(), from: `account-${from}`, to: `account-${to}` });
  }

  /** Sends the transfer in doubt again, under the same token: it must have been done once, then. */
  async settle(): Promise<void> {
    if (this.inDoubt !== undefined && !(await this.#send(this.inDoubt))) {
      throw new Error('A transfer that nothing stands in the way of was refused');
    }
  }

  async #send(transfer: Transfer): Promise<boolean> {
    const { token, from, to } = transfer;
    this.inDoubt = transfer;
    try {
      await this.#sandbox.table.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: token,
          TransactItems: [
            addTo(from, '-1'),
            addTo(to, '1'),
            {
              Put: {
                TableName: TABLE,
                Item: { ...keyOf(LEDGER_OWNER, token), from: { S: from }, to: { S: to }, group: { S: from } },
              },
            },
          ],
        }),
      );
    } catch (error) {
      if (!isConflict(error)) throw error;
      this.conflicts += 1;
      this.inDoubt = undefined;
      return false;
    }
    this.acknowledged.add(token);
    this.inDoubt = undefined;
    return true;
  }
}

function addTo(account: string, amount: string) {
  return {
    Update: {
      TableName: TABLE,
      Key: keyOf(ACCOUNT_OWNER, account),
      UpdateExpression: 'ADD balance :amount, version :one',
      ExpressionAttributeValues: { ':amount': { N: amount }, ':one': { N: '1' } },
    },
  };
}

function isConflict(error: unknown): boolean {
  return (
    error instanceof TransactionCanceledException &&
    error.CancellationReasons?.some(({ Code }) => Code === 'TransactionConflict') === true
  );
}

/** Whether a request failed since the sandbox was gone, and not since the sandbox refused it. */
export function isLost(error: unknown): boolean {
  return !(error instanceof DynamoDBServiceException);
}
