/**
 * How requests name a function: `orders`, `orders:1`, `111122223333:function:orders`, or an ARN with or without
 * a qualifier. AWS: "Lambda API Reference", Invoke, FunctionName.
 */
import { AwsError } from '../../errors.js';
import type { Place } from '../peers.js';
import { invalidParameter, notFound } from './errors.js';

export const LATEST = '$LATEST';
/** As AWS shows it. */
export const FUNCTION_NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

const NAME = /^(?:(?:arn:aws:lambda:([a-z0-9-]+):)?(\d{12}):)?(?:function:)?([\w-]+)(?::(\$LATEST|[\w-]+))?$/;

export interface FunctionName {
  readonly name: string;
  /** `$LATEST`, a version's number or an alias; undefined where none is named. */
  readonly qualifier: string | undefined;
}

/** Throws where the name is another region's or account's, or says another qualifier than `qualifier`. */
export function parseFunctionName(
  text: string,
  { account, region }: Place,
  qualifier?: string,
): FunctionName {
  const [, otherRegion = region, otherAccount = account, name = '', ownQualifier] = NAME.exec(text) ?? [];
  if (otherRegion !== region) {
    throw notFound(`Functions from '${otherRegion}' are not reachable in this region ('${region}')`);
  }
  if (otherAccount !== account) {
    throw new AwsError(
      'AccessDeniedException',
      `User is not authorized to perform this action on resource: ${text}`,
      { status: 403 },
    );
  }
  if (ownQualifier !== undefined && qualifier !== undefined && ownQualifier !== qualifier) {
    throw invalidParameter(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { name, qualifier: ownQualifier ?? qualifier };
}

/** Without a qualifier, or with one. */
export function functionArn({ account, region }: Place, name: string, qualifier?: string): string {
  const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
