/**
 * A policy as it is evaluated. Made from the JSON of a policy document that `syntax.ts` has found good.
 * AWS: "Grammar of the IAM JSON policy language" (IAM User Guide).
 */

/** Policies of the older version know no variables. */
export type PolicyVersion = '2008-10-17' | '2012-10-17';

export interface Policy {
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly action: Selection;
  /** Undefined in trust policies, which are about the role that they belong to. */
  readonly resource: Selection | undefined;
  /** Undefined in policies of an identity, which are about that identity. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
}

/** One of the texts, or (`NotAction`, `NotResource`) none of them. */
export interface Selection {
  readonly negated: boolean;
  readonly texts: readonly string[];
}

/** `'*'` for anybody, or who, by kind: `AWS`, `Service`, `Federated`. */
export type Principals = '*' | Readonly<Record<string, readonly string[]>>;

/** `{"ForAnyValue:StringLike": {"aws:TagKeys": ["a*"]}}` */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Builds a policy from JSON of the right shape; what is not of it is left out, so check it first. */
export function policyOf(document: unknown): Policy {
  const { Version, Statement } = fieldsOf(document);
  const statements: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  return {
    version: Version === '2012-10-17' ? '2012-10-17' : '2008-10-17',
    statements: statements.map((statement) => statementOf(fieldsOf(statement))),
  };
}

function statementOf(fields: Readonly<Record<string, unknown>>): Statement {
  return {
    effect: fields.Effect === 'Allow' ? 'Allow' : 'Deny',
    action: selectionOf(fields.Action, fields.NotAction) ?? { negated: false, texts: [] },
    resource: selectionOf(fields.Resource, fields.NotResource),
    principals: fields.Principal === undefined ? undefined : principalsOf(fields.Principal),
    conditions: Object.entries(fieldsOf(fields.Condition)).flatMap(([operator, keys]) =>
      Object.entries(fieldsOf(keys)).map(([key, values]) => ({ operator, key, values: textsOf(values) })),
    ),
  };
}

function selectionOf(wanted: unknown, unwanted: unknown): Selection | undefined {
  if (wanted !== undefined) return { negated: false, texts: textsOf(wanted) };
  return unwanted === undefined ? undefined : { negated: true, texts: textsOf(unwanted) };
}

function principalsOf(value: unknown): Principals {
  if (value === '*') return '*';
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([kind, who]) => [kind, textsOf(who)]));
}

/** The members of a JSON object; none where it is something else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Whether it is one text or a list of them. */
export function isTexts(value: unknown): boolean {
  return (
    typeof value === 'string' || (Array.isArray(value) && value.every((each) => typeof each === 'string'))
  );
}

/** One text or many. Numbers and booleans, as conditions may hold, are taken as written. */
export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((each: unknown) => String(each));
}
