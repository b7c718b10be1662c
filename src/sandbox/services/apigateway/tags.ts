/** Tags of REST APIs and stages, by their ARN. AWS: "Tagging your API Gateway resources". */
import type {
  GetTagsRequest,
  TagResourceRequest,
  Tags as TagsAnswer,
  UntagResourceRequest,
} from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import type { Place, TaggedResource } from '../peers.js';
import { type ApiGateway, findApi } from './apigateway.js';
import { badRequest, notFound } from './errors.js';
import { type ApiRecord, apiKey, partKey, type Records, type StageRecord } from './records.js';
import { checkInput } from './rules.js';

const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;
const ALLOWED = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** Of an API, or of something in it. */
const PATH = /^arn:aws:apigateway:[^:]+::\/restapis\/([^/]+)(?:\/stages\/([^/]+))?/;
const ARN = /^arn:aws:apigateway:([a-z0-9-]+)::\/restapis\/([a-z0-9]+)(?:\/stages\/([a-zA-Z0-9_-]+))?$/;

type Tags = Readonly<Record<string, string>>;

/** What has tags, and how to give it others. */
interface Tagged {
  readonly arn: string;
  readonly tags: Tags | undefined;
  put(tags: Tags): void;
}

export function tagHandlers({ records, journal }: ApiGateway): HandlerTable {
  const tag: Handler<TagResourceRequest, object> = (input, context) => {
    checkInput('TagResource', input);
    records.store.write(() => {
      const tagged = findTagged(records, context, input.resourceArn);
      const tags = checkTags({ ...tagged.tags, ...input.tags });
      tagged.put(tags);
      journal.note(context, tagged.arn, tags);
    });
    return {};
  };

  const untag: Handler<UntagResourceRequest, object> = (input, context) => {
    const removed = new Set(input.tagKeys);
    records.store.write(() => {
      const tagged = findTagged(records, context, input.resourceArn);
      if (tagged.tags === undefined) return;
      const tags = Object.fromEntries(Object.entries(tagged.tags).filter(([name]) => !removed.has(name)));
      tagged.put(tags);
      journal.note(context, tagged.arn, tags);
    });
    return {};
  };

  const get: Handler<GetTagsRequest, TagsAnswer> = (input, context) => ({
    tags: { ...findTagged(records, context, input.resourceArn).tags },
  });

  return { TagResource: tag, UntagResource: untag, GetTags: get };
}

/** Throws BadRequestException, NotFoundException. */
function findTagged(records: Records, place: Place, arn = ''): Tagged {
  const [, region, apiId, stageName] = ARN.exec(arn) ?? [];
  if (region !== place.region) throw badRequest('Invalid ARN specified in the request');
  const api = findApi(records, place, apiId);
  if (stageName === undefined) {
    return {
      arn,
      tags: api.tags,
      put: (tags) => records.apis.put(apiKey(place, api.id), { ...api, tags }),
    };
  }
  const key = partKey(place, api.id, stageName);
  const stage = records.stages.get(key);
  if (stage === undefined) throw notFound('Invalid stage identifier specified');
  return { arn, tags: stage.tags, put: (tags) => records.stages.put(key, { ...stage, tags }) };
}

/** Tags as they may be. Throws BadRequestException. */
export function checkTags(tags: Tags): Tags {
  if (Object.keys(tags).length > MAX_TAGS) {
    throw badRequest(`Too many tags: a resource can have at most ${MAX_TAGS} tags.`);
  }
  for (const [key, value] of Object.entries(tags)) {
    if (key === '' || key.length > MAX_KEY_LENGTH || !ALLOWED.test(key)) {
      throw badRequest(`Invalid tag key: '${key}'. Keys have 1 to ${MAX_KEY_LENGTH} characters.`);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw badRequest(`Invalid tag key: '${key}'. Keys that start with aws: are reserved for system use.`);
    }
    if (value.length > MAX_VALUE_LENGTH || !ALLOWED.test(value)) {
      throw badRequest(`Invalid tag value: '${value}'. Values have at most ${MAX_VALUE_LENGTH} characters.`);
    }
  }
  return tags;
}

/**
 * What tags count for something of an API: those of the API, and of the stage that it is in.
 * AWS: "API Gateway resources that can be tagged", tag inheritance.
 */
export function tagsAbove(records: Records, place: Place, arn: string): Tags | undefined {
  const [, apiId, stageName] = PATH.exec(arn) ?? [];
  if (apiId === undefined) return undefined;
  const stage = stageName === undefined ? undefined : records.stages.get(partKey(place, apiId, stageName));
  return { ...records.apis.get(apiKey(place, apiId))?.tags, ...stage?.tags };
}

/** Every API and stage that has, or has had, tags. In the order of their ARNs. */
export function* taggedResources(records: Records, place: Place): Generator<TaggedResource> {
  for (const { value: api } of records.apis.list(apiKey(place, ''))) {
    if (api.tags !== undefined) yield { arn: apiArn(api), tags: api.tags };
    for (const { value: stage } of records.stages.list(partKey(place, api.id))) {
      if (stage.tags !== undefined) yield { arn: stageArn(place, stage), tags: stage.tags };
    }
  }
}

/** `arn:aws:apigateway:us-east-1::/restapis/a1b2c3d4e5`: without an account. */
export function apiArn({ region, id }: Pick<ApiRecord, 'region' | 'id'>): string {
  return `arn:aws:apigateway:${region}::/restapis/${id}`;
}

export function stageArn({ region }: Place, { apiId, name }: Pick<StageRecord, 'apiId' | 'name'>): string {
  return `${apiArn({ region, id: apiId })}/stages/${name}`;
}
