/** The metrics that the step looks at, each with the dimensions that AWS publishes it with. Pure: no calls. */
import type { Names } from '../../lab/names.js';
import type { Metric } from '../../resources/alarm-spec.js';
import { API_STAGE } from '../build-api/specs.js';

/** What has capacity of its own. */
export type Part = 'table' | 'index';
export type Direction = 'read' | 'write';

/** What the function of the API asks DynamoDB to do. */
export const API_OPERATIONS = ['Query', 'TransactWriteItems', 'UpdateItem'] as const;

const WORDS = { read: 'Read', write: 'Write' } as const;

function ofPart({ table, customerIndex }: Names, part: Part, name: string): Metric {
  const ofTable = { TableName: table };
  const dimensions = part === 'table' ? ofTable : { ...ofTable, GlobalSecondaryIndexName: customerIndex };
  return { namespace: 'AWS/DynamoDB', name, dimensions };
}

/** Capacity units: the sum of a minute is what it has used. */
export function consumed(names: Names, part: Part, direction: Direction): Metric {
  return ofPart(names, part, `Consumed${WORDS[direction]}CapacityUnits`);
}

/** Capacity units a second; every five minutes on AWS. */
export function provisioned(names: Names, part: Part, direction: Direction): Metric {
  return ofPart(names, part, `Provisioned${WORDS[direction]}CapacityUnits`);
}

/** Requests that were refused because there was no capacity left. */
export function throttles(names: Names, part: Part, direction: Direction): Metric {
  return ofPart(names, part, `${WORDS[direction]}ThrottleEvents`);
}

/** DynamoDB's own failures. They are counted by operation: without that dimension there is no data. */
export function systemErrors({ table }: Names, operation: (typeof API_OPERATIONS)[number]): Metric {
  return {
    namespace: 'AWS/DynamoDB',
    name: 'SystemErrors',
    dimensions: { TableName: table, Operation: operation },
  };
}

export function functionMetric(functionName: string, name: string): Metric {
  return { namespace: 'AWS/Lambda', name, dimensions: { FunctionName: functionName } };
}

/** Of the stage: without it, what other stages of the API do would be counted, too. */
export function apiMetric({ restApi }: Names, name: string): Metric {
  return { namespace: 'AWS/ApiGateway', name, dimensions: { ApiName: restApi, Stage: API_STAGE } };
}
