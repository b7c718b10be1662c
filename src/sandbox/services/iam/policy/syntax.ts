/**
 * Whether a policy document is one: JSON, the grammar, actions and resources that can be meant. Refusals are in
 * AWS's words, which differ between policies of an identity and trust policies.
 * AWS: "Grammar of the IAM JSON policy language", "Validation of IAM policies" (IAM User Guide).
 */
import { isConditionOperator } from './conditions.js';
import { fieldsOf, isTexts, type Policy, policyOf, textsOf } from './document.js';
import { malformed } from './malformed.js';
import { assertActions, assertResources } from './names.js';
import { assertPrincipals } from './principals.js';

const VERSIONS: readonly unknown[] = ['2008-10-17', '2012-10-17'];
const DOCUMENT_FIELDS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_FIELDS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
/** Fields of a statement that hold one text or several. */
const TEXT_FIELDS = ['Action', 'NotAction', 'Resource', 'NotResource'] as const;
const EFFECTS: readonly unknown[] = ['Allow', 'Deny'];

type Fields = Readonly<Record<string, unknown>>;

/** A policy that says what an identity may do. Throws MalformedPolicyDocumentException. */
export function parseIdentityPolicy(text: string): Policy {
  const document = parseJson(text, 'Syntax errors in policy.');
  const statements = statementsOf(document);
  const sound =
    Object.keys(document).every((name) => DOCUMENT_FIELDS.has(name)) &&
    (document.Version === undefined || VERSIONS.includes(document.Version)) &&
    (document.Id === undefined || typeof document.Id === 'string') &&
    statements.length > 0 &&
    statements.every(isStatement);
  if (!sound) throw malformed('Syntax errors in policy.');
  if (document.Version !== '2012-10-17') {
    throw malformed('Policy document must be version 2012-10-17 or greater.');
  }
  const parts = statements.map(fieldsOf);
  if (parts.some(({ Principal, NotPrincipal }) => Principal !== undefined || NotPrincipal !== undefined)) {
    throw malformed('Policy document should not specify a principal.');
  }
  assertSids(parts);
  if (!parts.every(hasActions)) throw malformed('Policy statement must contain actions.');
  if (!parts.every(hasResources)) throw malformed('Policy statement must contain resources.');
  assertResources(textsOfAll(parts, 'Resource', 'NotResource'));
  assertActions(textsOfAll(parts, 'Action', 'NotAction'));
  return policyOf(document);
}

/** A policy that says who may assume a role. Throws MalformedPolicyDocumentException. */
export function parseTrustPolicy(text: string): Policy {
  const document = parseJson(text, 'This policy contains invalid Json');
  const unknown = Object.keys(document).find((name) => !DOCUMENT_FIELDS.has(name));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
  if (document.Version !== undefined && !VERSIONS.includes(document.Version)) {
    throw malformed('The policy must contain a valid version string');
  }
  const statements = statementsOf(document);
  if (statements.length === 0) throw malformed('Missing required field Statement');
  const parts = statements.map(fieldsOf);
  for (const part of parts) assertTrustStatement(part);
  assertSids(parts);
  return policyOf(document);
}

function assertTrustStatement(statement: Fields): void {
  const { Principal, NotPrincipal, Resource, NotResource, Effect } = statement;
  if (Resource !== undefined) throw malformed('Has prohibited field Resource');
  if (NotResource !== undefined) throw malformed('Has prohibited field NotResource');
  if (NotPrincipal !== undefined) throw malformed('Has prohibited field NotPrincipal');
  const unknown = Object.keys(statement).find((name) => !STATEMENT_FIELDS.has(name));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
  if (Effect === undefined) throw malformed('Missing required field Effect');
  if (Principal === undefined) throw malformed('Missing required field Principal');
  if (!hasActions(statement)) throw malformed('Missing required field Action');
  if (!EFFECTS.includes(Effect))
    throw malformed(`Invalid effect: ${typeof Effect === 'string' ? Effect : ''}`);
  if (!isStatement(statement)) throw malformed('Syntax errors in policy.');
  assertPrincipals(Principal);
  const actions = textsOfAll([statement], 'Action', 'NotAction');
  if (!actions.every((action) => /^(?:\*|sts:\S+)$/i.test(action))) {
    throw malformed('AssumeRole policy may only specify STS AssumeRole actions.');
  }
}

function parseJson(text: string, refusal: string): Fields {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed(refusal);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw malformed(refusal);
  return { ...document };
}

function statementsOf({ Statement }: Fields): readonly unknown[] {
  if (Array.isArray(Statement)) return Statement;
  return Statement === undefined ? [] : [Statement];
}

function isStatement(statement: unknown): boolean {
  const fields = fieldsOf(statement);
  return (
    Object.keys(fields).every((name) => STATEMENT_FIELDS.has(name)) &&
    EFFECTS.includes(fields.Effect) &&
    (fields.Sid === undefined || typeof fields.Sid === 'string') &&
    TEXT_FIELDS.every((name) => fields[name] === undefined || isTexts(fields[name])) &&
    !(fields.Action !== undefined && fields.NotAction !== undefined) &&
    !(fields.Resource !== undefined && fields.NotResource !== undefined) &&
    (fields.Condition === undefined || isCondition(fields.Condition))
  );
}

function isCondition(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([operator, keys]) =>
        isObject(keys) && isConditionOperator(operator) && Object.values(keys).every(isConditionValue),
    )
  );
}

function isConditionValue(value: unknown): boolean {
  return (Array.isArray(value) ? value : [value]).every((each) =>
    ['string', 'number', 'boolean'].includes(typeof each),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function assertSids(statements: readonly Fields[]): void {
  const sids = statements.flatMap(({ Sid }) => (typeof Sid === 'string' && Sid !== '' ? [Sid] : []));
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(sid))) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  if (new Set(sids).size !== sids.length) {
    throw malformed('Statement IDs (SID) in a single policy must be unique.');
  }
}

function hasActions({ Action, NotAction }: Fields): boolean {
  return isFilled(Action ?? NotAction);
}

function hasResources({ Resource, NotResource }: Fields): boolean {
  return isFilled(Resource ?? NotResource);
}

function isFilled(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function textsOfAll(statements: readonly Fields[], ...names: readonly string[]): string[] {
  return statements.flatMap((statement) =>
    names.flatMap((name) => (statement[name] === undefined ? [] : textsOf(statement[name]))),
  );
}
