/**
 * What calls to DynamoDB need permission for. Transactions need what their actions would need by themselves; batches
 * have actions of their own; an index is a resource beside its table.
 * AWS: "Actions, resources, and condition keys for Amazon DynamoDB", "Using IAM with transactions".
 */
import type { AccessOf, AccessTable } from '../../service.js';
import type { Access } from '../peers.js';
import { indexArn, parseTableArn, type TableScope, tableArn } from './arns.js';
import type { ExpressionInput } from './expressions/expressions.js';
import { leadingKeysOf, queriedKey, type RawItem } from './leading-keys.js';
import type { TableCatalog } from './tables/catalog.js';
import type { Table } from './tables/table.js';

const ON_TABLE = [
  'DeleteTable',
  'DescribeContinuousBackups',
  'DescribeTable',
  'DescribeTimeToLive',
  'UpdateTable',
  'UpdateTimeToLive',
] as const;
const ON_ITEM = ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'] as const;
const ON_TAGS = ['ListTagsOfResource', 'TagResource', 'UntagResource'] as const;
/** The actions of a transaction by the member that holds each. */
const TRANSACT_ACTIONS = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
} as const;

/** A member of JSON that may be left out, or be null, which is the same. */
type Maybe<T> = T | null | undefined;

interface OnTable {
  readonly TableName?: Maybe<string>;
  readonly Tags?: Maybe<readonly unknown[]>;
}

interface OnItem extends OnTable {
  readonly Key?: Maybe<RawItem>;
  readonly Item?: Maybe<RawItem>;
}

interface OnIndex extends OnTable, ExpressionInput {
  readonly IndexName?: Maybe<string>;
}

interface BatchGet {
  readonly RequestItems?: Maybe<
    Readonly<Record<string, Maybe<{ readonly Keys?: Maybe<readonly RawItem[]> }>>>
  >;
}

interface BatchWrite {
  readonly RequestItems?: Maybe<Readonly<Record<string, Maybe<readonly Maybe<WriteRequest>[]>>>>;
}

interface WriteRequest {
  readonly PutRequest?: Maybe<OnItem>;
  readonly DeleteRequest?: Maybe<OnItem>;
}

interface Transaction {
  readonly TransactItems?: Maybe<
    readonly Maybe<Readonly<Partial<Record<keyof typeof TRANSACT_ACTIONS, Maybe<OnItem>>>>>[]
  >;
}

export function accessTable(tables: Pick<TableCatalog, 'find'>): AccessTable {
  const find = (scope: TableScope, name: Maybe<string>): Table | undefined =>
    tables.find(scope, parseTableArn(name ?? '')?.table ?? name ?? '');

  const onItems = (
    operation: string,
    scope: TableScope,
    name: Maybe<string>,
    items: readonly Maybe<OnItem>[],
  ): Access => {
    const named = items.map((item) => item?.Key ?? item?.Item ?? {});
    return needed(operation, arnOf(scope, name), leadingKeysOf(find(scope, name), named));
  };

  const onTransaction =
    (enclosing: 'TransactGetItems' | 'TransactWriteItems'): AccessOf<Transaction> =>
    ({ TransactItems }, scope) =>
      (TransactItems ?? []).flatMap((item) =>
        Object.entries(TRANSACT_ACTIONS).flatMap(([member, action]) => {
          const on = Object.entries(item ?? {}).find(([name]) => name === member)?.[1];
          return on ? [within(enclosing, onItems(action, scope, on.TableName, [on]))] : [];
        }),
      );

  return {
    ...tableOf(ON_TABLE, (operation) => (input: OnTable, scope) => [
      needed(operation, arnOf(scope, input.TableName)),
    ]),
    ...tableOf(ON_ITEM, (operation) => (input: OnItem, scope) => [
      onItems(operation, scope, input.TableName, [input]),
    ]),
    ...tableOf(ON_TAGS, (operation) => (input: { readonly ResourceArn?: Maybe<string> }) => [
      needed(operation, input.ResourceArn ?? '*'),
    ]),
    Query: (input: OnIndex, scope) => [
      needed('Query', tableOrIndex(scope, input), queriedKey(find(scope, input.TableName), input)),
    ],
    Scan: (input: OnIndex, scope) => [needed('Scan', tableOrIndex(scope, input))],
    BatchGetItem: ({ RequestItems }: BatchGet, scope) =>
      Object.entries(RequestItems ?? {}).map(([name, of]) =>
        onItems(
          'BatchGetItem',
          scope,
          name,
          (of?.Keys ?? []).map((Key) => ({ Key })),
        ),
      ),
    BatchWriteItem: ({ RequestItems }: BatchWrite, scope) =>
      Object.entries(RequestItems ?? {}).map(([name, requests]) =>
        onItems(
          'BatchWriteItem',
          scope,
          name,
          (requests ?? []).map((each) => each?.PutRequest ?? each?.DeleteRequest),
        ),
      ),
    // Tags on creation are tagging.
    CreateTable: (input: OnTable, scope) =>
      (input.Tags ? ['CreateTable', 'TagResource'] : ['CreateTable']).map((operation) =>
        needed(operation, arnOf(scope, input.TableName)),
      ),
    ListTables: (_, scope) => [needed('ListTables', tableArn(scope, '*'))],
    TransactGetItems: onTransaction('TransactGetItems'),
    TransactWriteItems: onTransaction('TransactWriteItems'),
  };
}

function tableOf<I>(
  operations: readonly string[],
  accessOf: (operation: string) => AccessOf<I>,
): Record<string, AccessOf<I>> {
  return Object.fromEntries(operations.map((operation) => [operation, accessOf(operation)]));
}

function needed(operation: string, resource: string, leadingKeys: readonly string[] = []): Access {
  return {
    action: `dynamodb:${operation}`,
    resource,
    ...(leadingKeys.length === 0 ? {} : { conditions: { 'dynamodb:LeadingKeys': leadingKeys } }),
  };
}

/** Policies may ask whether an item is read or written by itself or in a transaction. */
function within(enclosing: string, access: Access): Access {
  return { ...access, conditions: { ...access.conditions, 'dynamodb:EnclosingOperation': enclosing } };
}

/** Requests may name a table by its ARN. */
function arnOf(scope: TableScope, name: Maybe<string>): string {
  return name && parseTableArn(name) !== undefined ? name : tableArn(scope, name ?? '');
}

function tableOrIndex(scope: TableScope, { TableName, IndexName }: OnIndex): string {
  const table = parseTableArn(TableName ?? '');
  return IndexName
    ? indexArn(table ?? scope, table?.table ?? TableName ?? '', IndexName)
    : arnOf(scope, TableName);
}
