/**
 * Service-linked roles: made for a service, and changed by nobody else.
 * AWS: "Service-linked roles for Application Auto Scaling".
 */
import type { CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse } from '@aws-sdk/client-iam';
import type { HandlerTable } from '../../service.js';
import { APPLICATION_AUTO_SCALING_TABLE_POLICY } from './aws-managed.js';
import { knownAt } from './effective.js';
import { invalidInput } from './errors.js';
import { creationTime, ID_PREFIX, iamArn, newId } from './identifiers.js';
import { nameKey, type Records, type RoleRecord } from './records.js';
import type { Iam } from './role-access.js';
import { describeRole } from './roles.js';
import { checkInput } from './rules.js';

const SESSION_DURATION = 3600; /* seconds: 1 hour */

interface LinkedService {
  readonly roleName: string;
  readonly policyArn: string;
}

const SERVICES: Readonly<Record<string, LinkedService>> = {
  'dynamodb.application-autoscaling.amazonaws.com': {
    roleName: 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
    policyArn: APPLICATION_AUTO_SCALING_TABLE_POLICY,
  },
};

function linkedServiceOf(service: string): LinkedService | undefined {
  return Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
}

export function serviceLinkedRoleHandlers(iam: Iam): HandlerTable {
  return {
    CreateServiceLinkedRole: (
      input: CreateServiceLinkedRoleRequest,
      { account },
    ): CreateServiceLinkedRoleResponse => {
      checkInput('CreateServiceLinkedRole', input);
      const { AWSServiceName: service = '' } = input;
      const linked = linkedServiceOf(service);
      if (linked === undefined) {
        throw invalidInput(`Service-linked roles of ${service} are not available in this sandbox.`);
      }
      return iam.records.store.write(() => {
        if (iam.records.roles.get(nameKey(account, linked.roleName)) !== undefined) {
          throw invalidInput(
            `Service role name ${linked.roleName} has been taken in this account, please try a different suffix.`,
          );
        }
        const role = newServiceLinkedRole(iam, account, service, linked, input.Description);
        return { Role: describeRole(role) };
      });
    },
  };
}

/** Whether the service's role is there. */
export function hasServiceLinkedRole({ roles }: Records, account: string, service: string): boolean {
  return roles.get(nameKey(account, linkedServiceOf(service)?.roleName ?? '')) !== undefined;
}

/** The role of a service, as IAM names it: `*` for a service that the sandbox does not know. */
export function serviceLinkedRoleArn(account: string, service: string): string {
  return iamArn(account, 'role', `/aws-service-role/${service}/`, linkedServiceOf(service)?.roleName ?? '*');
}

/** Makes the service's role if it is not there. Services that are told to use it do this by themselves. */
export function ensureServiceLinkedRole(iam: Iam, account: string, service: string): void {
  const linked = linkedServiceOf(service);
  if (linked === undefined) throw new Error(`No service-linked role is known for ${service}.`);
  iam.records.store.write(() => {
    if (iam.records.roles.get(nameKey(account, linked.roleName)) === undefined) {
      newServiceLinkedRole(iam, account, service, linked, undefined);
    }
  });
}

function newServiceLinkedRole(
  { host, records }: Iam,
  account: string,
  service: string,
  { roleName, policyArn }: LinkedService,
  description: string | undefined,
): RoleRecord {
  const path = `/aws-service-role/${service}/`;
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const role: RoleRecord = {
    name: roleName,
    path,
    arn: iamArn(account, 'role', path, roleName),
    id: newId(ID_PREFIX.role),
    ...(description === undefined ? {} : { description }),
    maxSessionDuration: SESSION_DURATION,
    grants: {
      trust: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      inline: {},
      attached: [policyArn],
    },
    tags: [],
    createdAt: creationTime(host),
    knownAt: knownAt(host),
  };
  records.roles.put(nameKey(account, roleName), role);
  return role;
}
