/** Actions and resources as a policy of an identity may name them. */
import { malformed } from './malformed.js';

/** `*`, or a vendor, a colon and the rest. */
export function assertActions(actions: readonly string[]): void {
  for (const action of actions) {
    const [vendor = '', ...rest] = action.split(':');
    if (action === '*') continue;
    if (rest.length === 0) {
      throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
    }
    if (rest.length > 1) throw malformed('Actions/Condition can contain only one colon.');
    if (vendor !== '*' && !/^[a-zA-Z0-9.-]+$/.test(vendor)) throw malformed(`Vendor ${vendor} is not valid`);
  }
}

/** `arn:partition:service:region:account:resource` */
const ARN_FIELDS = 6;
/** Those of China and of governments have names of their own. */
const PARTITION = /^aws(?:-[a-z]+)*$/;

/** `*`, or an ARN with wildcards. */
export function assertResources(resources: readonly string[]): void {
  for (const resource of resources) {
    if (resource !== '*') assertResource(resource);
  }
}

function assertResource(resource: string): void {
  const [arn, partition = '', vendor = '', region = '', ...rest] = resource.split(':');
  if (!resource.includes(':')) throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  if (arn !== 'arn') throw malformed('The policy failed legacy parsing');
  if (partition !== '*' && !PARTITION.test(partition)) {
    const fields = resource.split(':').slice(2, ARN_FIELDS - 1);
    const shown = [...fields, ...Array.from({ length: 3 - fields.length }, () => '*')];
    throw malformed(
      `Partition "${partition}" is not valid for resource "arn:${partition}:${shown.join(':')}:${rest.slice(1).join(':') || '*'}".`,
    );
  }
  if (vendor === '' || /[*?]/.test(vendor)) {
    throw malformed('Resource vendor must be fully qualified and cannot contain regexes.');
  }
  if (vendor === 'iam' && region !== '' && region !== '*') {
    throw malformed(`IAM resource ${resource} cannot contain region information.`);
  }
}
