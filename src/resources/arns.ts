/** ARNs of what may not be there yet: a policy must name it before it is made. */
import type { Lab } from '../lab/lab.js';

/** AWS: "Amazon Resource Names (ARNs)", partitions. */
const PARTITIONS: readonly (readonly [regions: RegExp, partition: string])[] = [
  [/^cn-/, 'aws-cn'],
  [/^us-gov-/, 'aws-us-gov'],
];

/** The ARN of a thing in the lab's own account and region: `arnOf(lab, 'sqs', 'dead-letters')`. */
export function arnOf({ target: { region, account } }: Lab, service: string, resource: string): string {
  const partition = PARTITIONS.find(([regions]) => regions.test(region))?.[1] ?? 'aws';
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
