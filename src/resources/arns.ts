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

/** The ARN of a thing in the lab's own account and region: `arnOf(lab, 'sqs', 'dead-letters')`. */
export function arnOf({ target: { region, account } }: Lab, service: string, resource: string): string {
  return `arn:${partitionOf(region).name}:${service}:${region}:${account}:${resource}`;
}

/**
 * The ARN of something that API Gateway manages, such as `/restapis/abc123`. They have no account in them.
 * AWS: "Amazon API Gateway Amazon Resource Name (ARN) reference".
 */
export function apiGatewayArnOf({ target: { region } }: Lab, path: string): string {
  return `arn:${partitionOf(region).name}:apigateway:${region}::${path}`;
}

/** What the names of AWS's hosts in a region end in. */
export function domainOf(region: string): string {
  return partitionOf(region).domain;
}
