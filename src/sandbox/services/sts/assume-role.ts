/** AssumeRole: a session of a role, for whom the role trusts. */
import type { AssumeRoleRequest, AssumeRoleResponse } from '@aws-sdk/client-sts';
import { sessionPrincipal } from '../../credentials.js';
import { AwsError, validationException } from '../../errors.js';
import { checkConstraints, type Rules } from '../../protocol/constraints.js';
import type { Handler, Host } from '../../service.js';
import type { IamPeer } from '../peers.js';
import { credentialsOf } from './answer.js';

const RULES: Rules = {
  RoleArn: { required: true, length: { min: 20, max: 2048 } },
  RoleSessionName: { required: true, length: { min: 2, max: 64 }, pattern: '[\\w+=,.@-]*' },
  PolicyArns: { element: { members: { arn: { length: { min: 20, max: 2048 } } } } },
  Policy: { length: { min: 1, max: 2048 } },
  DurationSeconds: { range: { min: 900, max: 43_200 } },
  ExternalId: { length: { min: 2, max: 1224 }, pattern: '[\\w+=,.@:\\/-]*' },
};
const DEFAULT_DURATION = 3600; /* seconds: 1 hour */
/** Of a session that a session asks for. */
const MAX_CHAINED_DURATION = 3600; /* seconds: 1 hour */

export function assumeRole(host: Host): Handler<AssumeRoleRequest, AssumeRoleResponse> {
  return async (input, { principal, region }) => {
    checkConstraints(RULES, input);
    refuseUnserved(input);
    const { RoleArn: roleArn = '', RoleSessionName: sessionName = '', ExternalId: externalId } = input;
    if (!/^arn:aws:iam::\d{12}:role\/\S+$/.test(roleArn)) throw validationException(`${roleArn} is invalid`);
    const duration = input.DurationSeconds ?? DEFAULT_DURATION;
    if (principal.session !== undefined && duration > MAX_CHAINED_DURATION) {
      throw validationException(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    }
    const iam = await host.peer<IamPeer>('iam');
    const policyArns = (input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []);
    const policies = iam.sessionPolicies(input.Policy, policyArns);
    const role = iam.assumableRole(roleArn, principal, region, {
      'sts:RoleSessionName': sessionName,
      ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
    });
    if (role === undefined) {
      throw new AwsError(
        'AccessDeniedException',
        `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        { status: 403 },
      );
    }
    if (duration > role.maxSessionDuration) {
      throw validationException(
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const session = { roleArn, roleId: role.id, ...(policies.length === 0 ? {} : { policies }) };
    const assumed = sessionPrincipal(session, sessionName);
    return {
      Credentials: credentialsOf(host.credentials.issue(assumed, duration)),
      AssumedRoleUser: { AssumedRoleId: assumed.userId, Arn: assumed.arn },
    };
  };
}

/** What would change what a session may do, and is not imitated, is refused rather than passed over. */
function refuseUnserved({
  Tags = [],
  TransitiveTagKeys = [],
  SerialNumber,
  TokenCode,
}: AssumeRoleRequest): void {
  if (Tags.length > 0 || TransitiveTagKeys.length > 0) {
    throw validationException('Session tags are not available in this sandbox.');
  }
  if (SerialNumber !== undefined || TokenCode !== undefined) {
    throw validationException('Multi-factor authentication is not available in this sandbox.');
  }
}
