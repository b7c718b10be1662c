/** The principals of a trust policy: anybody, services, accounts, users, roles and their sessions. */
import { fieldsOf, isTexts, textsOf } from './document.js';
import { malformed } from './malformed.js';

const IDENTITY =
  /^(?:\*|\d{12}|arn:aws:iam::\d{12}:(?:root|(?:user|role)\/\S+)|arn:aws:sts::\d{12}:assumed-role\/\S+\/\S+)$/;
const SERVICE = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/;

/** What a principal of each kind looks like. */
const KINDS: Readonly<Record<string, RegExp>> = {
  AWS: IDENTITY,
  Service: SERVICE,
  Federated: /^\S+$/,
  CanonicalUser: /^\S+$/,
};

/** Throws MalformedPolicyDocumentException. */
export function assertPrincipals(principal: unknown): void {
  if (principal === '*') return;
  if (typeof principal === 'string') throw malformed(`Invalid principal in policy: "${principal}"`);
  const kinds = Object.entries(fieldsOf(principal));
  if (kinds.length === 0 || !kinds.every(([, who]) => isTexts(who)))
    throw malformed('Syntax errors in policy.');
  for (const [kind, who] of kinds) {
    const looks = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    const wrong = textsOf(who).find((name) => !looks?.test(name));
    if (wrong !== undefined)
      throw malformed(`Invalid principal in policy: "${kind.toUpperCase()}":"${wrong}"`);
  }
}
