/** Whether a function's own policy lets a service invoke it. AWS: "IAM JSON policy elements: Condition operators". */
import type { FunctionUser } from '../peers.js';
import type { Policy, Statement } from './records.js';

const INVOKE = 'lambda:InvokeFunction';

export function allowsInvocation({ statements }: Policy, user: FunctionUser): boolean {
  return statements.some((statement) => matches(statement, user));
}

function matches({ Principal, Action, Condition = {} }: Statement, user: FunctionUser): boolean {
  const isMeant = Principal === '*' || ('Service' in Principal && Principal.Service === user.service);
  if (!isMeant || !['*', 'lambda:*', INVOKE].includes(Action)) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, wanted, user)),
  );
}

/** A key that an invocation by a service does not have is not equal to anything. */
function holds(operator: string, key: string, wanted: string, user: FunctionUser): boolean {
  switch (`${operator} ${key.toLowerCase()}`) {
    case 'ArnLike aws:sourcearn':
      return isArnLike(user.sourceArn, wanted);
    case 'StringEquals aws:sourceaccount':
      return user.sourceAccount === wanted;
    default:
      return false;
  }
}

const ARN_PARTS = 6;

/** Each of an ARN's six parts by itself: `*` does not reach over a colon, but for the last part. */
export function isArnLike(arn: string, pattern: string): boolean {
  const parts = partsOf(arn);
  const patterns = partsOf(pattern);
  return (
    parts.length === patterns.length &&
    patterns.every((wanted, index) => globOf(wanted).test(parts[index] ?? ''))
  );
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

function globOf(pattern: string): RegExp {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${text}$`, 's');
}
