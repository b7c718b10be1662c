/**
 * Texts of a policy as patterns: `*` stands for any run of characters, `?` for one, `${aws:username}` for what the
 * request says. What a variable stands for is taken as it is: a `*` in it is a star.
 * AWS: "IAM policy elements: Variables and tags", "IAM JSON policy elements: Resource" (IAM User Guide).
 */

const ANY_RUN = Symbol('*');
const ANY_ONE = Symbol('?');

/** Characters, and what stands for characters. */
export type Pattern = readonly (string | typeof ANY_RUN | typeof ANY_ONE)[];

/** The value of a policy variable, by its name in lower case; undefined where the request has none. */
export type Variables = (name: string) => string | undefined;

export interface PatternOptions {
  /** False where `*` and `?` are characters like others, as in `StringEquals`. Default: true. */
  readonly wildcards?: boolean;
  /** Without it `${…}` is a text like others, as in policies of version 2008-10-17. */
  readonly variables?: Variables | undefined;
}

/** `${name}` or `${name, 'default'}`. */
const VARIABLE = /^\$\{([^},]+)(?:,\s*'([^']*)')?\}/;
/** `${*}`, `${?}` and `${$}` are the characters themselves. */
const ESCAPED: ReadonlySet<string> = new Set(['*', '?', '$']);

/** Undefined where the text names a variable that has no value: then it matches nothing. */
export function compilePattern(
  text: string,
  { wildcards = true, variables }: PatternOptions = {},
): Pattern | undefined {
  const pattern: (string | typeof ANY_RUN | typeof ANY_ONE)[] = [];
  let rest = text;
  while (rest !== '') {
    const variable = variables === undefined ? null : VARIABLE.exec(rest);
    if (variable !== null) {
      const value = variableValue(variable, variables);
      if (value === undefined) return undefined;
      pattern.push(...value);
      rest = rest.slice(variable[0].length);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    pattern.push(wildcards ? tokenOf(character) : character);
    rest = rest.slice(character.length);
  }
  return pattern;
}

function variableValue([, name = '', fallback]: RegExpExecArray, variables?: Variables): string | undefined {
  return ESCAPED.has(name) ? name : (variables?.(name.trim().toLowerCase()) ?? fallback);
}

function tokenOf(character: string): string | typeof ANY_RUN | typeof ANY_ONE {
  if (character === '*') return ANY_RUN;
  return character === '?' ? ANY_ONE : character;
}

/** Takes time in proportion to the product of both lengths at worst, whatever the pattern. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const characters = [...text];
  let at = 0;
  let token = 0;
  /** Where to go on when what follows the last run does not fit: the run swallows one character more. */
  let retry: { readonly token: number; at: number } | undefined;
  while (at < characters.length) {
    const expected = pattern[token];
    if (expected === ANY_RUN) {
      retry = { token, at };
      token += 1;
    } else if (expected === ANY_ONE || (expected !== undefined && expected === characters[at])) {
      token += 1;
      at += 1;
    } else if (retry !== undefined) {
      retry.at += 1;
      at = retry.at;
      token = retry.token + 1;
    } else {
      return false;
    }
  }
  return pattern.slice(token).every((rest) => rest === ANY_RUN);
}

/** `arn:partition:service:region:account:resource` */
const ARN_FIELDS = 6;

/**
 * An ARN against a pattern, field by field: a `*` in one field does not reach into the next, but in the last,
 * which may hold colons. A pattern of fewer fields stands for any rest (`arn:aws:sqs` for `arn:aws:sqs:*:*:*`).
 */
export function matchesArn(patternText: string, arn: string, variables?: Variables): boolean {
  if (patternText === '*') return true;
  const fields = arnFields(arn);
  const patterns = arnFields(patternText);
  return (
    fields.length === ARN_FIELDS &&
    fields.every((field, index) => {
      const pattern = compilePattern(patterns[index] ?? '*', { variables });
      return pattern !== undefined && matchesPattern(pattern, field);
    })
  );
}

/** At most six; colons inside of a variable do not part them. */
function arnFields(text: string): string[] {
  const parts = text.split(/:(?![^${}]*\})/);
  return parts.length <= ARN_FIELDS
    ? parts
    : [...parts.slice(0, ARN_FIELDS - 1), parts.slice(ARN_FIELDS - 1).join(':')];
}
