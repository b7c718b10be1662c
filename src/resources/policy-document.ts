/** IAM policy documents, written for IAM and read from it. Pure: no calls. */

/** One thing that is allowed. */
export interface Statement {
  /** Letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs, or `*` where the actions are about no resource. */
  readonly resources: readonly string[];
  /** What must hold besides, by operator and key: `{ StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } }`. */
  readonly conditions?: Conditions;
}

/** By operator, then by condition key. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A policy as IAM takes it, when it is made JSON. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: Conditions;
  }[];
}

const VERSION = '2012-10-17';
/** The members of a statement that have words of their own below. */
const KNOWN = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Principal']);

/** What these statements allow together. */
export function policyDocument(statements: readonly Statement[]): PolicyDocument {
  return {
    Version: VERSION,
    Statement: statements.map(({ sid, actions, resources, conditions }) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: actions,
      Resource: resources,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    })),
  };
}

/** What a role may do, as IAM takes it. */
export function permissionsDocument(statements: readonly Statement[]): string {
  return JSON.stringify(policyDocument(statements));
}

/** Who may assume a role: a service, such as `lambda.amazonaws.com`. */
export function trustDocument(service: string): string {
  return JSON.stringify({
    Version: VERSION,
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });
}

/** A statement that was read from IAM. */
export interface ReadStatement {
  /** Absent where it has none. */
  readonly sid?: string;
  /** The same where the meaning is: one action or a list of one, in any order. */
  readonly words: string;
}

/**
 * The statements of a document. `document` is JSON, percent-encoded as IAM tells it or not; undefined and what is no
 * policy says nothing.
 */
export function readStatements(document: string | undefined): readonly ReadStatement[] {
  return statementsOf(document).map((statement) => {
    const sid = memberOf(statement, 'Sid');
    return { ...(typeof sid === 'string' ? { sid } : {}), words: inWords(statement) };
  });
}

/** The actions of a statement that no statement of a document allows on all of its resources. */
export function missingActions(
  document: string | undefined,
  { actions, resources }: Statement,
): readonly string[] {
  const all = statementsOf(document).filter(isPlainAllow);
  return actions.filter(
    (action) =>
      !all.some(
        (each) =>
          isWithin([action], listOf(memberOf(each, 'Action'))) &&
          isWithin(resources, listOf(memberOf(each, 'Resource'))),
      ),
  );
}

/** What a document says beyond some statements, in words. To allow less than one of them is not beyond it. */
export function statementsBeyond(
  document: string | undefined,
  statements: readonly Statement[],
): readonly string[] {
  const isPartOf = (each: object, { actions, resources }: Statement): boolean =>
    isPlainAllow(each) &&
    isWithin(listOf(memberOf(each, 'Action')), actions) &&
    isWithin(listOf(memberOf(each, 'Resource')), resources);
  return statementsOf(document)
    .filter((each) => !statements.some((statement) => isPartOf(each, statement)))
    .map(inWords);
}

/** Whether two documents say the same. */
export function isSameDocument(one: string | undefined, other: string | undefined): boolean {
  return sorted(one) === sorted(other);
}

function statementsOf(document: string | undefined): readonly object[] {
  const statements: unknown = memberOf(parse(document ?? ''), 'Statement');
  return (Array.isArray(statements) ? statements : [statements]).filter(
    (statement: unknown) => typeof statement === 'object' && statement !== null,
  );
}

/** It allows what it names, without conditions and exceptions. */
function isPlainAllow(statement: object): boolean {
  return memberOf(statement, 'Effect') === 'Allow' && Object.keys(statement).every((name) => KNOWN.has(name));
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  return some.every((one) => all.includes(one));
}

function sorted(document: string | undefined): string {
  return readStatements(document)
    .map(({ words }) => words)
    .toSorted()
    .join('\n');
}

/** `Allow sqs:SendMessage on arn:aws:sqs:…` */
function inWords(statement: object): string {
  const list = (name: string): string => listOf(memberOf(statement, name)).toSorted().join(', ');
  const resources = list('Resource');
  const principal = memberOf(statement, 'Principal');
  const others = Object.entries(statement).filter(([name]) => !KNOWN.has(name));
  return [
    `${String(memberOf(statement, 'Effect'))} ${list('Action')}`,
    ...(resources === '' ? [] : [`on ${resources}`]),
    ...(principal === undefined ? [] : [`by ${principalInWords(principal)}`]),
    ...(others.length === 0 ? [] : [`where ${JSON.stringify(Object.fromEntries(others.toSorted()))}`]),
  ].join(' ');
}

function principalInWords(principal: unknown): string {
  if (typeof principal !== 'object' || principal === null) return String(principal);
  return Object.values(principal).flatMap(listOf).toSorted().join(', ');
}

function listOf(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

function parse(document: string): unknown {
  try {
    return JSON.parse(document.trimStart().startsWith('%') ? decodeURIComponent(document) : document);
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
