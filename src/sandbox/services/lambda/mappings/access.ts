/**
 * What calls about mappings need permission for: of the mapping, or of none yet, on condition of its function.
 * AWS: "Actions, resources, and condition keys for AWS Lambda" (Service Authorization Reference).
 */
import type { AccessTable } from '../../../service.js';
import { functionArn, parseFunctionName } from '../names.js';
import { mappingKey, type Records } from './records.js';

interface Subject {
  readonly FunctionName?: string;
  readonly UUID?: string;
  readonly Tags?: object;
}

const ON_MAPPING = ['GetEventSourceMapping', 'UpdateEventSourceMapping', 'DeleteEventSourceMapping'] as const;

export function mappingAccess({ mappings }: Pick<Records, 'mappings'>): AccessTable {
  const onMapping =
    (action: string): AccessTable[string] =>
    ({ UUID = '' }: Subject, place) => {
      const existing = mappings.get(mappingKey(place, UUID));
      const conditions = existing === undefined ? {} : { 'lambda:FunctionArn': existing.functionArn };
      const resource = `arn:aws:lambda:${place.region}:${place.account}:event-source-mapping:${UUID}`;
      return [{ action, resource, conditions }];
    };
  return {
    ...Object.fromEntries(ON_MAPPING.map((operation) => [operation, onMapping(`lambda:${operation}`)])),
    CreateEventSourceMapping: ({ FunctionName = '', Tags }: Subject, place) => {
      const { name, qualifier } = parseFunctionName(FunctionName, place);
      const conditions = { 'lambda:FunctionArn': functionArn(place, name, qualifier) };
      const resource = `arn:aws:lambda:${place.region}:${place.account}:event-source-mapping:*`;
      return [
        { action: 'lambda:CreateEventSourceMapping', resource: '*', conditions },
        // Tags on creation are tagging, of what has no id yet.
        ...(Tags === undefined ? [] : [{ action: 'lambda:TagResource', resource }]),
      ];
    },
  };
}
