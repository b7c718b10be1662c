/** TagResource, UntagResource and ListTagsOfResource. Only tables carry tags. */
import type {
  ListTagsOfResourceCommandInput,
  ListTagsOfResourceCommandOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError, validationException } from '../../../errors.js';
import { checkConstraints } from '../../../protocol/constraints.js';
import type { Wire } from '../../../service.js';
import { parseTableArn, type TableScope } from '../arns.js';
import type { Engine } from '../engine.js';
import { LIST_TAGS, TAG_RESOURCE, UNTAG_RESOURCE } from '../requests/table-constraints.js';
import { invalidParameters, stillInUse } from './errors.js';
import type { TableRecord } from './record.js';
import { addTags, removeTags, type Tags } from './tag-rules.js';

export function tagResource(
  { tables }: Engine,
  scope: TableScope,
  input: Wire<TagResourceCommandInput>,
): object {
  checkConstraints(TAG_RESOURCE, input);
  const { ResourceArn = '', Tags: requested = [] } = input;
  const record = taggedTable({ tables }, scope, ResourceArn);
  if (requested.length === 0) throw validationException('Atleast one Tag needs to be provided as Input.');
  return saveTags({ tables }, record, addTags(record.tags ?? {}, requested));
}

export function untagResource(
  { tables }: Engine,
  scope: TableScope,
  input: Wire<UntagResourceCommandInput>,
): object {
  checkConstraints(UNTAG_RESOURCE, input);
  const { ResourceArn = '', TagKeys: keys = [] } = input;
  const record = taggedTable({ tables }, scope, ResourceArn);
  if (keys.length === 0) throw validationException('Atleast one Tag Key needs to be provided as Input.');
  return saveTags({ tables }, record, removeTags(record.tags ?? {}, keys));
}

export function listTagsOfResource(
  { tables }: Engine,
  scope: TableScope,
  input: Wire<ListTagsOfResourceCommandInput>,
): Wire<Pick<ListTagsOfResourceCommandOutput, 'Tags'>> {
  checkConstraints(LIST_TAGS, input);
  const { tags = {} } = taggedTable({ tables }, scope, input.ResourceArn ?? '');
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function taggedTable({ tables }: Pick<Engine, 'tables'>, scope: TableScope, arn: string): TableRecord {
  if (!arn.startsWith('arn:')) throw invalidParameters(`ARNs must start with 'arn:': ${arn}`);
  if (arn.split(':')[2] !== 'dynamodb')
    throw invalidParameters(`Provided Arn is not a DynamoDB resource arn: ${arn}`);
  const parsed = parseTableArn(arn);
  if (parsed === undefined || parsed.child !== undefined) {
    throw invalidParameters(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${arn}`,
    );
  }
  if (parsed.account !== scope.account) {
    throw new AwsError(
      'AccessDeniedException',
      `User is not authorized to perform the operation on resource: ${arn}`,
    );
  }
  if (parsed.region !== scope.region) {
    throw validationException(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  const record = tables.find(scope, parsed.table)?.record;
  if (record === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: ResourcArn: ${arn} not found`,
    );
  }
  return record;
}

function saveTags({ tables }: Pick<Engine, 'tables'>, record: TableRecord, tags: Tags): object {
  if (record.status === 'CREATING') throw stillInUse(`Table is being created: ${record.name}`);
  if (record.status === 'DELETING') throw stillInUse(`Table is being deleted: ${record.name}`);
  tables.save({ ...record, tags });
  return {};
}
