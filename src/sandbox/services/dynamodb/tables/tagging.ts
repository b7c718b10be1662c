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
import { invalidParameters, limitExceeded, stillInUse, tagsBeingUpdated } from './errors.js';
import type { TableRecord } from './record.js';
import { areTagsKnown, repeats, tagWriteUnderWay, toldTags, withTags } from './tag-delays.js';
import { addTags, removeTags, type Tags } from './tag-rules.js';

export function tagResource(engine: Engine, scope: TableScope, input: Wire<TagResourceCommandInput>): object {
  checkConstraints(TAG_RESOURCE, input);
  const { ResourceArn = '', Tags: requested = [] } = input;
  const record = taggedTable(engine, scope, ResourceArn);
  if (requested.length === 0) throw validationException('Atleast one Tag needs to be provided as Input.');
  return saveTags(engine, record, addTags(record.tags ?? {}, requested), addTags({}, requested));
}

export function untagResource(
  engine: Engine,
  scope: TableScope,
  input: Wire<UntagResourceCommandInput>,
): object {
  checkConstraints(UNTAG_RESOURCE, input);
  const { ResourceArn = '', TagKeys: keys = [] } = input;
  const record = taggedTable(engine, scope, ResourceArn);
  if (keys.length === 0) throw validationException('Atleast one Tag Key needs to be provided as Input.');
  return saveTags(engine, record, removeTags(record.tags ?? {}, keys), {});
}

export function listTagsOfResource(
  engine: Engine,
  scope: TableScope,
  input: Wire<ListTagsOfResourceCommandInput>,
): Wire<Pick<ListTagsOfResourceCommandOutput, 'Tags'>> {
  checkConstraints(LIST_TAGS, input);
  const told = toldTags(engine, taggedTable(engine, scope, input.ResourceArn ?? ''));
  return { Tags: Object.entries(told).map(([Key, Value]) => ({ Key, Value })) };
}

function taggedTable(engine: Engine, scope: TableScope, arn: string): TableRecord {
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
  const record = engine.tables.find(scope, parsed.table)?.record;
  if (record === undefined || !areTagsKnown(engine, record)) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Requested resource not found: ResourcArn: ${arn} not found`,
    );
  }
  return record;
}

/** `put` is what the request puts: nothing, where it takes away. */
function saveTags(engine: Engine, record: TableRecord, tags: Tags, put: Tags): object {
  if (record.status === 'CREATING') throw stillInUse(`Table is being created: ${record.name}`);
  if (record.status === 'DELETING') throw stillInUse(`Table is being deleted: ${record.name}`);
  const underWay = tagWriteUnderWay(engine, record);
  if (underWay !== undefined && !repeats(underWay, put)) throw limitExceeded(tagsBeingUpdated(record.name));
  engine.tables.save(withTags(engine, record, tags, put));
  return {};
}
