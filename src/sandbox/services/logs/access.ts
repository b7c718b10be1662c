/**
 * What the calls of CloudWatch Logs need permission for. Most of them name a stream even where they are about a
 * group, as AWS's refusals show: `log-group:NAME:log-stream:`.
 * AWS: "Actions, resources, and condition keys for Amazon CloudWatch Logs".
 */
import type { AccessOf, AccessTable } from '../../service.js';
import type { Place } from '../peers.js';
import { type GroupReference, groupNameOf } from './lookup.js';
import { groupArn } from './records.js';

interface AboutStream extends GroupReference {
  readonly logStreamName?: string | undefined;
}

function onStream(action: string): AccessOf<AboutStream> {
  return (input, place) => [{ action: `logs:${action}`, resource: streamArn(input, place) }];
}

function streamArn(input: AboutStream, place: Place): string {
  const reference = input.logGroupName ?? input.logGroupIdentifier ?? '';
  const group = groupArn(place, groupNameOf(place, reference) ?? reference);
  return `${group}:log-stream:${input.logStreamName ?? ''}`;
}

function onResource(action: string): AccessOf<{ readonly resourceArn?: string | undefined }> {
  return ({ resourceArn = '*' }) => [{ action: `logs:${action}`, resource: resourceArn }];
}

/**
 * Tags on creation are tagging. AWS: "CreateLogGroup" in the Amazon CloudWatch Logs API Reference; it refuses them in
 * words of its own.
 */
const createLogGroup: AccessOf<AboutStream & { readonly tags?: object | undefined }> = (input, place) => [
  ...onStream('CreateLogGroup')(input, place),
  ...(input.tags === undefined
    ? []
    : [
        {
          action: 'logs:TagResource',
          resource: groupArn(place, input.logGroupName ?? ''),
          refusal:
            `User with accountId: ${place.account} is not authorized to perform CreateLogGroup with Tags. ` +
            'An additional permission "logs:TagResource" is required.',
        },
      ]),
];

export const ACCESS: AccessTable = {
  CreateLogGroup: createLogGroup,
  CreateLogStream: onStream('CreateLogStream'),
  DeleteLogGroup: onStream('DeleteLogGroup'),
  DeleteLogStream: onStream('DeleteLogStream'),
  DeleteRetentionPolicy: onStream('DeleteRetentionPolicy'),
  DescribeLogGroups: onStream('DescribeLogGroups'),
  DescribeLogStreams: onStream('DescribeLogStreams'),
  FilterLogEvents: onStream('FilterLogEvents'),
  GetLogEvents: onStream('GetLogEvents'),
  ListTagsForResource: onResource('ListTagsForResource'),
  ListTagsLogGroup: onStream('ListTagsLogGroup'),
  PutLogEvents: onStream('PutLogEvents'),
  PutRetentionPolicy: onStream('PutRetentionPolicy'),
  TagLogGroup: onStream('TagLogGroup'),
  TagResource: onResource('TagResource'),
  UntagLogGroup: onStream('UntagLogGroup'),
  UntagResource: onResource('UntagResource'),
};
