/** What the other services of the sandbox ask of IAM. */
import { sessionPrincipal } from '../../credentials.js';
import type { Host } from '../../service.js';
import type { IamPeer } from '../peers.js';
import { decide, trustIn } from './decisions.js';
import { type Records, roleByArn } from './records.js';

const EVERYTHING = { allowed: true, because: '' };

export function createPeer(host: Host, records: Records): IamPeer {
  return {
    authorize: ({ session, userId }, region, access) =>
      session === undefined ? EVERYTHING : decide(records, host, { session, userId, region }, access),

    decide: (roleArn, access) => {
      const roleId = roleByArn(records, roleArn)?.id ?? '';
      const region = access.resource.split(':')[3] ?? '';
      return decide(records, host, { session: { roleArn, roleId }, userId: roleId, region }, access);
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
  };
}
