/** What the other services of the sandbox ask of IAM. */
import { sessionPrincipal } from '../../credentials.js';
import type { Principal } from '../../service.js';
import type { Access, IamPeer } from '../peers.js';
import { candidateOf, decideLearner, decideSession, managedDocument, trustIn } from './decisions.js';
import type { ConditionKeys } from './policy/conditions.js';
import { malformed } from './policy/malformed.js';
import { parseIdentityPolicy } from './policy/syntax.js';
import { roleByArn } from './records.js';
import type { Iam } from './role-access.js';
import { ensureServiceLinkedRole, hasServiceLinkedRole } from './service-linked.js';

export function createPeer(iam: Iam): IamPeer {
  const { host, records } = iam;
  const decide: IamPeer['authorize'] = (principal, region, access) => {
    const { session, userId } = principal;
    return session === undefined
      ? decideLearner(host, principal, region, access)
      : decideSession(records, host, { session, userId, region }, access);
  };
  /** Under a policy, what the learner asks for is noted. */
  const note = ({ session }: Principal, access: Access, allowed: boolean): void => {
    const { learnerPolicy } = host;
    if (session === undefined && learnerPolicy.document !== undefined) learnerPolicy.note(access, allowed);
  };
  const authorize: IamPeer['authorize'] = (principal, region, access) => {
    const decision = decide(principal, region, access);
    note(principal, access, decision.allowed);
    return decision;
  };

  return {
    authorize,

    decide: (roleArn, access) => {
      const roleId = roleByArn(records, roleArn)?.id ?? '';
      const region = access.resource.split(':')[3] ?? '';
      return decideSession(records, host, { session: { roleArn, roleId }, userId: roleId, region }, access);
    },

    canAssume: (roleArn, servicePrincipal) => {
      const role = roleByArn(records, roleArn);
      return (
        role !== undefined && trustIn(host, role, { kind: 'service', name: servicePrincipal }) === 'named'
      );
    },

    startSession: (roleArn, sessionName, lifetime) => {
      const role = roleByArn(records, roleArn);
      return (
        role && host.credentials.issue(sessionPrincipal({ roleArn, roleId: role.id }, sessionName), lifetime)
      );
    },

    assumableRole: (roleArn, principal, region, conditions) => {
      const role = roleByArn(records, roleArn);
      if (role === undefined) return undefined;
      const account = roleArn.split(':')[4] ?? '';
      const keys = trustKeys(principal, conditions);
      const trust = trustIn(host, role, candidateOf(principal, account), keys);
      if (trust === 'none') return undefined;
      const access = { action: 'sts:AssumeRole', resource: roleArn, conditions };
      const { allowed, denied } = decide(principal, region, access);
      // Who is trusted by name needs nobody's leave, but may have been forbidden to.
      const mayAssume = trust === 'named' ? !denied : allowed;
      note(principal, access, mayAssume);
      return mayAssume ? role : undefined;
    },

    sessionPolicies: (document, arns) => {
      if (document !== undefined) parseIdentityPolicy(document);
      const managed = arns.map((arn) => {
        const text = managedDocument(records, arn);
        if (text === undefined) throw malformed(`The specified policy ${arn} does not exist.`);
        return text;
      });
      return [...(document === undefined ? [] : [document]), ...managed];
    },

    hasServiceLinkedRole: (account, service) => hasServiceLinkedRole(records, account, service),

    ensureServiceLinkedRole: (account, service) => ensureServiceLinkedRole(iam, account, service),
  };
}

/** What a trust policy may ask of who wants to be the role. */
function trustKeys(
  { arn, userId, session }: Principal,
  conditions: Readonly<Record<string, string>>,
): ConditionKeys {
  const keys = {
    'aws:PrincipalArn': session?.roleArn ?? arn,
    'aws:PrincipalAccount': arn.split(':')[4] ?? '',
    'aws:userid': userId,
    ...conditions,
  };
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), [value]]));
}
