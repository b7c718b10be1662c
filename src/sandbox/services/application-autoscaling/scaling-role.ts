/**
 * The service-linked role by which auto scaling reads and changes tables and makes alarms. The first registration
 * in an account creates it; with the hazard `scaling-role` it is then known only bit by bit, as IAM is on AWS:
 * first it cannot be assumed, then it can but has no permissions yet.
 * AWS: "Service-linked roles for Application Auto Scaling".
 */
import { AwsError, validationException } from '../../errors.js';
import type { Host, RequestContext } from '../../service.js';
import type { Collection } from '../../store/store.js';

/** From its creation on. */
const UNTIL_ASSUMABLE = 5 * 1000; /* 5 s */
const UNTIL_PERMITTED = 8 * 1000; /* 8 s */

/** Whom the service-linked role trusts. */
export const SERVICE_PRINCIPAL = 'dynamodb.application-autoscaling.amazonaws.com';
const ROLE_NAME = 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable';

export interface ScalingRole {
  /** Creates the role if there is none. Throws `ValidationException` while it cannot be assumed. */
  requireAssumable(context: RequestContext): void;
  /** Throws `FailedResourceAccessException` while the role may not make a policy's alarms. */
  requirePermissions(context: RequestContext, policyName: string): void;
}

export function openScalingRole({ store, clock, hazards }: Host): ScalingRole {
  /** By account: when its role was created, in virtual milliseconds. */
  const created: Collection<number> = store.collection('application-autoscaling.roles');
  const ageOf = (account: string): number => {
    const now = clock.now();
    const since = created.get(account);
    if (since === undefined) created.put(account, now);
    return now - (since ?? now);
  };
  return {
    requireAssumable({ account }) {
      // The role is created with the hazard off as well: it is no longer new when that is turned on.
      if (ageOf(account) < UNTIL_ASSUMABLE && hazards.has('scaling-role')) {
        throw validationException(`Unable to assume IAM role: ${serviceLinkedRole(account)}`);
      }
    },
    requirePermissions({ account, requestId }, policyName) {
      if (ageOf(account) >= UNTIL_PERMITTED || !hazards.has('scaling-role')) return;
      throw new AwsError(
        'FailedResourceAccessException',
        `Unable to create alarms for scaling policy ${policyName} due to reason: User: ` +
          `arn:aws:sts::${account}:assumed-role/${ROLE_NAME}/AutoScaling-CreateAlarms ` +
          'is not authorized to perform: cloudwatch:PutMetricAlarm ' +
          `(Service: AmazonCloudWatch; Status Code: 403; Error Code: AccessDenied; Request ID: ${requestId})`,
      );
    },
  };
}

/** Whatever role a request names, DynamoDB's targets use the service-linked one. */
export function serviceLinkedRole(account: string): string {
  return `arn:aws:iam::${account}:role/aws-service-role/${SERVICE_PRINCIPAL}/${ROLE_NAME}`;
}
