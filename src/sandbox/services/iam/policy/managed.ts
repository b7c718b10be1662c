/** A managed policy's document: a policy of an identity that is not too long. */
import { quotaExceeded } from '../errors.js';
import { documentSize } from '../identifiers.js';
import type { Policy } from './document.js';
import { parseIdentityPolicy } from './syntax.js';

const MAX_POLICY_SIZE = 6144; /* characters without white space */

/** Throws MalformedPolicyDocumentException and LimitExceededException. */
export function parseManagedPolicy(document: string): Policy {
  const policy = parseIdentityPolicy(document);
  if (documentSize(document) > MAX_POLICY_SIZE) throw quotaExceeded('PolicySize', MAX_POLICY_SIZE);
  return policy;
}
