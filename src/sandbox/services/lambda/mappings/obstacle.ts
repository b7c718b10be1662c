/** What keeps a mapping from its stream, in the words in which it is told; the wording is ours. */
import type { Access, IamPeer } from '../../peers.js';
import type { MappingRecord } from './records.js';

const NO_ACCESS = "PROBLEM: The function's role may not perform ";
const ON_STREAM = ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'] as const;
const ON_ALL_STREAMS = 'dynamodb:ListStreams';

/** Undefined where nothing does. `role`: the ARN of the function's role, undefined where there is no function. */
export function obstacleOf(
  mapping: MappingRecord,
  role: string | undefined,
  iam: IamPeer,
): string | undefined {
  if (role === undefined) return noFunction(mapping);
  const missing = missingToRead(iam, role, mapping.streamArn);
  return missing && `${NO_ACCESS}${missing.action} on ${missing.resource}.`;
}

/** Whether a result of processing tells of an obstacle, which may have gone meanwhile. */
export function isObstacle(mapping: MappingRecord, result: string): boolean {
  return result.startsWith(NO_ACCESS) || result === noFunction(mapping);
}

/** Whether a mapping can read for a function with this role. */
export function mayReadStream(iam: IamPeer, role: string, streamArn: string): boolean {
  return missingToRead(iam, role, streamArn) === undefined;
}

/** The first thing that the role lacks. */
function missingToRead(iam: IamPeer, role: string, streamArn: string): Access | undefined {
  const needed: readonly Access[] = [
    ...ON_STREAM.map((action) => ({ action, resource: streamArn })),
    { action: ON_ALL_STREAMS, resource: '*' },
  ];
  return needed.find((access) => !iam.decide(role, access).allowed);
}

function noFunction({ functionArn }: MappingRecord): string {
  return `PROBLEM: Function not found: ${functionArn}`;
}
