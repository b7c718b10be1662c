/** Requests may name a table by its ARN (AWS: "Using resource-based policies", naming tables of an account). */
import { parseTableArn, type TableScope } from '../arns.js';

/**
 * The request with the table's name in the place of its ARN. An ARN that is not of a table in the caller's own
 * account and region stays, and will be refused as the name that it is not.
 */
export function withTableName<I extends object>(input: I, scope: TableScope): I {
  const name = 'TableName' in input ? input.TableName : undefined;
  if (typeof name !== 'string' || !name.startsWith('arn:')) return input;
  const arn = parseTableArn(name);
  if (arn === undefined || arn.child !== undefined) return input;
  if (arn.account !== scope.account || arn.region !== scope.region) return input;
  return { ...input, TableName: arn.table };
}
