/** ARNs of what may not be there yet: a policy must name it before it is made. */
import type { Lab } from '../lab/lab.js';

interface Partition {
  readonly regions: RegExp;
  readonly name: string;
  /** What the names of its hosts end in. */
  readonly domain: string;
}

/** AWS: "Amazon Resource Names (ARNs)", partitions. */
const PARTITIONS = [
  { regions: /^cn-/, name: 'aws-cn', domain: 'amazonaws.com.cn' },
  { regions: /^us-gov-/, name: 'aws-us-gov', domain: 'amazonaws.com' },
] as const satisfies readonly Partition[];
const STANDARD: Partition = { regions: /^/, name: 'aws', domain: 'amazonaws.com' };

function partitionOf(region: string): Partition {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? STANDARD;
}

/** Where a thing is, as its ARN says it. */
export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

export function placeOf({ region, account }: Omit<Place, 'partition'>): Place {
  return { partition: partitionOf(region).name, region, account };
}

/** `arnIn(place, 'sqs', 'dead-letters')` */
export function arnIn({ partition, region, account }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** The ARN of what is in no region, such as a role or a dashboard. */
export function globalArnIn(place: Place, service: string, resource: string): string {
  return arnIn({ ...place, region: '' }, service, resource);
}

/** The ARN of a thing in the lab's own account and region: `arnOf(lab, 'sqs', 'dead-letters')`. */
export function arnOf({ target }: Pick<Lab, 'target'>, service: string, resource: string): string {
  return arnIn(placeOf(target), service, resource);
}

/**
 * The ARN of something that API Gateway manages, such as `/restapis/abc123`. They have no account in them.
 * AWS: "Amazon API Gateway Amazon Resource Name (ARN) reference".
 */
export function apiGatewayArnOf({ target }: Lab, path: string): string {
  return apiGatewayArnIn(placeOf(target), path);
}

/** The same, of a place. */
export function apiGatewayArnIn(place: Place, path: string): string {
  return arnIn({ ...place, account: '' }, 'apigateway', path);
}

/** What the names of AWS's hosts in a region end in. */
export function domainOf(region: string): string {
  return partitionOf(region).domain;
}
