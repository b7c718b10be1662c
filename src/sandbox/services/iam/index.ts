/**
 * Identity and Access Management: roles, their policies, and what these allow. There are no groups and no users but
 * the learner.
 * AWS: "AWS Identity and Access Management API Reference".
 */
import type { Host, Service } from '../../service.js';
import { createPeer } from './peer.js';
import { openRecords } from './records.js';

export function createIam(host: Host): Service {
  const records = openRecords(host.store);
  return { handlers: {}, peer: createPeer(host, records) };
}
