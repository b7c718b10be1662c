/**
 * What callers of Application Auto Scaling must be allowed in other services. It asks those before it does anything:
 * whoever may not do by hand what scaling does is refused.
 * AWS: "Permissions validation for Application Auto Scaling API calls on target resources", "Application Auto Scaling
 * identity-based policy examples", "Service-linked roles for Application Auto Scaling". AWS does not say under which
 * names it asks for alarms: here it is those that the policy's alarms get.
 */
import { AwsError } from '../../errors.js';
import { accessDenied } from '../../protocol/enforcement.js';
import type { RequestContext } from '../../service.js';
import { alarmArn } from '../cloudwatch/alarms.js';
import type { Access, IamPeer } from '../peers.js';
import type { Scalable } from './scalable.js';
import { SERVICE_PRINCIPAL, serviceLinkedRole } from './scaling-role.js';

/** Registering a target: reading and changing its table. Throws `ValidationException`. */
export function requireTableAccess(iam: IamPeer, context: RequestContext, { tableName }: Scalable): void {
  const { account, region } = context;
  const resource = `arn:aws:dynamodb:${region}:${account}:table/${tableName}`;
  requireAll(iam, context, [
    { action: 'dynamodb:DescribeTable', resource },
    { action: 'dynamodb:UpdateTable', resource },
  ]);
}

/** Setting a policy: making, seeing and deleting its alarms. Throws `ValidationException`. */
export function requireAlarmAccess(iam: IamPeer, context: RequestContext, { resourceId }: Scalable): void {
  const own = alarmArn(context, `TargetTracking-${resourceId}-*`);
  requireAll(iam, context, [
    { action: 'cloudwatch:DescribeAlarms', resource: alarmArn(context, '*') },
    { action: 'cloudwatch:PutMetricAlarm', resource: own },
    { action: 'cloudwatch:DeleteAlarms', resource: own },
  ]);
}

/** Registering the first target of an account, which makes the service's role. Throws `AccessDeniedException`. */
export function requireRoleCreation(iam: IamPeer, { account, principal, region }: RequestContext): void {
  if (iam.hasServiceLinkedRole(account, SERVICE_PRINCIPAL)) return;
  const access: Access = {
    action: 'iam:CreateServiceLinkedRole',
    resource: serviceLinkedRole(account),
    conditions: { 'iam:AWSServiceName': SERVICE_PRINCIPAL },
  };
  const { allowed, because } = iam.authorize(principal, region, access);
  if (!allowed) throw accessDenied(principal, access, because, 400);
}

function requireAll(iam: IamPeer, { principal, region }: RequestContext, needs: readonly Access[]): void {
  for (const access of needs) {
    const { allowed, because } = iam.authorize(principal, region, access);
    if (!allowed) {
      throw new AwsError('ValidationException', accessDenied(principal, access, because, 400).message);
    }
  }
}
