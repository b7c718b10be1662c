/**
 * Identity and Access Management: roles, their policies, and what these allow. There are no groups and no users but
 * the learner.
 * AWS: "AWS Identity and Access Management API Reference".
 */
import type { Host, Service } from '../../service.js';
import { accessTable } from './access.js';
import { attachmentHandlers } from './attachments.js';
import { inlinePolicyHandlers } from './inline-policies.js';
import { managedPolicyHandlers } from './managed-policies.js';
import { createPeer } from './peer.js';
import { openRecords, roleByArn, type TagRecord } from './records.js';
import { roleTagHandlers } from './role-tags.js';
import { roleHandlers } from './roles.js';
import { serviceLinkedRoleHandlers } from './service-linked.js';
import { simulationHandlers } from './simulation.js';
import { userHandlers } from './users.js';

export function createIam(host: Host): Service {
  const iam = { host, records: openRecords(host.store) };
  return {
    handlers: {
      ...roleHandlers(iam),
      ...roleTagHandlers(iam),
      ...inlinePolicyHandlers(iam),
      ...managedPolicyHandlers(iam),
      ...attachmentHandlers(iam),
      ...serviceLinkedRoleHandlers(iam),
      ...userHandlers(iam),
      ...simulationHandlers(iam),
    },
    access: accessTable(iam.records),
    tagsOf: (arn) => tagsByKey(roleByArn(iam.records, arn)?.tags),
    peer: createPeer(iam),
  };
}

function tagsByKey(tags: readonly TagRecord[] = []): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
