/** What keeps a mapping from its stream, in the words in which it is told; the wording is ours. */
import type { IamPeer } from '../../peers.js';
import type { MappingRecord } from './records.js';

const NO_ACCESS = "PROBLEM: The function's role may not read the stream.";

/** Undefined where nothing does. `role`: the ARN of the function's role, undefined where there is no function. */
export function obstacleOf(
  mapping: MappingRecord,
  role: string | undefined,
  iam: IamPeer,
): string | undefined {
  if (role === undefined) return noFunction(mapping);
  return mayReadStream(iam, role, mapping.streamArn) ? undefined : NO_ACCESS;
}

/** Whether a result of processing tells of an obstacle, which may have gone meanwhile. */
export function isObstacle(mapping: MappingRecord, result: string): boolean {
  return result === NO_ACCESS || result === noFunction(mapping);
}

/** What the function's role needs, so that a mapping can read for it. */
export function mayReadStream(iam: IamPeer, role: string, streamArn: string): boolean {
  const onStream = ['GetRecords', 'GetShardIterator', 'DescribeStream'].every(
    (action) => iam.decide(role, { action: `dynamodb:${action}`, resource: streamArn }).allowed,
  );
  return onStream && iam.decide(role, { action: 'dynamodb:ListStreams', resource: '*' }).allowed;
}

function noFunction({ functionArn }: MappingRecord): string {
  return `PROBLEM: Function not found: ${functionArn}`;
}
