/**
 * What calls to DynamoDB need permission for. Transactions need what their actions would need by themselves; batches
 * have actions of their own; an index is a resource beside its table.
 * AWS: "Actions, resources, and condition keys for Amazon DynamoDB", "Using IAM with transactions".
 */
import type { AccessOf, AccessTable } from '../../service.js';
import type { Access } from '../peers.js';
import { indexArn, parseTableArn, type TableScope, tableArn } from './arns.js';

const ON_TABLE = [
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeContinuousBackups',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'PutItem',
  'UpdateItem',
  'UpdateTable',
  'UpdateTimeToLive',
] as const;
const ON_TAGS = ['ListTagsOfResource', 'TagResource', 'UntagResource'] as const;
const ON_INDEX = ['Query', 'Scan'] as const;
const BATCHES = ['BatchGetItem', 'BatchWriteItem'] as const;
/** The actions of a transaction by the member that holds each. */
const TRANSACT_ACTIONS = {
  ConditionCheck: 'ConditionCheckItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
} as const;

interface OnTable {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Tags?: readonly unknown[];
}

interface Transaction {
  readonly TransactItems?: readonly Readonly<Partial<Record<keyof typeof TRANSACT_ACTIONS, OnTable>>>[];
}

export const DYNAMODB_ACCESS: AccessTable = {
  ...tableOf(ON_TABLE, (operation) => (input: OnTable, scope) => [
    needed(operation, arnOf(scope, input.TableName)),
  ]),
  ...tableOf(ON_TAGS, (operation) => (input: { readonly ResourceArn?: string }) => [
    needed(operation, input.ResourceArn ?? '*'),
  ]),
  ...tableOf(ON_INDEX, (operation) => (input: OnTable, scope) => [
    needed(operation, tableOrIndex(scope, input)),
  ]),
  ...tableOf(
    BATCHES,
    (operation) => (input: { readonly RequestItems?: object }, scope) =>
      distinct(Object.keys(input.RequestItems ?? {}).map((name) => needed(operation, arnOf(scope, name)))),
  ),
  // Tags on creation are tagging.
  CreateTable: (input: OnTable, scope) =>
    (input.Tags === undefined ? ['CreateTable'] : ['CreateTable', 'TagResource']).map((operation) =>
      needed(operation, arnOf(scope, input.TableName)),
    ),
  ListTables: (_, scope) => [needed('ListTables', tableArn(scope, '*'))],
  TransactGetItems: transactAccess,
  TransactWriteItems: transactAccess,
};

function transactAccess({ TransactItems: items = [] }: Transaction, scope: TableScope): Access[] {
  return distinct(
    items.flatMap((item) =>
      Object.entries(TRANSACT_ACTIONS).flatMap(([member, action]) => {
        const on = Object.entries(item).find(([name, value]) => name === member && value !== undefined)?.[1];
        return on === undefined ? [] : [needed(action, arnOf(scope, on.TableName))];
      }),
    ),
  );
}

function tableOf<I>(
  operations: readonly string[],
  accessOf: (operation: string) => AccessOf<I>,
): Record<string, AccessOf<I>> {
  return Object.fromEntries(operations.map((operation) => [operation, accessOf(operation)]));
}

function needed(operation: string, resource: string): Access {
  return { action: `dynamodb:${operation}`, resource };
}

/** Requests may name a table by its ARN. */
function arnOf(scope: TableScope, name = ''): string {
  return parseTableArn(name) === undefined ? tableArn(scope, name) : name;
}

function tableOrIndex(scope: TableScope, { TableName: name = '', IndexName: index }: OnTable): string {
  const table = parseTableArn(name);
  return index === undefined ? arnOf(scope, name) : indexArn(table ?? scope, table?.table ?? name, index);
}

/** Many items of one table ask for the same. */
function distinct(accesses: readonly Access[]): Access[] {
  return [...new Map(accesses.map((access) => [`${access.action} ${access.resource}`, access])).values()];
}
