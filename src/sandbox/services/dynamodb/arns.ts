/** The ARNs of tables and what belongs to them (AWS: "Actions, resources, and condition keys for Amazon DynamoDB"). */

/** Where a table lives. */
export interface TableScope {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

const TABLE_ARN = /^arn:aws:dynamodb:([a-z0-9-]+):(\d{12}):table\/([^/]+)(?:\/(.+))?$/;

export function tableArn({ account, region }: TableScope, name: string): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
}

export function indexArn(scope: TableScope, tableName: string, indexName: string): string {
  return `${tableArn(scope, tableName)}/index/${indexName}`;
}

export function streamArn(scope: TableScope, tableName: string, label: string): string {
  return `${tableArn(scope, tableName)}/stream/${label}`;
}

/** A table's ARN, or that of something under it, taken apart. */
export interface TableArn extends TableScope {
  readonly table: string;
  /** `index/CustomerIndex`, `stream/2026-…`; undefined for the table itself. */
  readonly child: string | undefined;
}

export function parseTableArn(arn: string): TableArn | undefined {
  const [, region, account, table, child] = TABLE_ARN.exec(arn) ?? [];
  if (region === undefined || account === undefined || table === undefined) return undefined;
  return { account, region, table, child };
}
