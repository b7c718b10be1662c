/**
 * Mapping templates without their language: text with variables in it. What needs more of the Velocity Template
 * Language (directives, methods, loops) is refused, never left out in silence.
 * AWS: "Mapping template transformations for REST APIs in API Gateway".
 */

/** By what stands behind the dollar: `context.requestId`, `stageVariables.table`, `input.body`. */
export type Variables = ReadonlyMap<string, string>;

/** `$context.error.message`, `${context.stage}`, `$!context.stage`. */
const REFERENCE =
  /\$!?(?:\{(?<braced>[A-Za-z][\w.-]*)\}|(?<bare>[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*))(?<call>[([])?/g;
const DIRECTIVE =
  /#(?:\{?(?:set|if|elseif|else|end|foreach|break|stop|macro|define|evaluate|include|parse)\b|\[\[|\*)/;
/** What variables begin with that may be without a value. */
const KNOWN_ROOTS = /^(?:context|stageVariables)\./;

export class UnsupportedTemplate extends Error {}

/** Throws UnsupportedTemplate. A variable of the context or the stage that has no value is empty. */
export function renderTemplate(template: string, variables: Variables): string {
  const directive = DIRECTIVE.exec(template);
  if (directive !== null) throw unsupported(template.slice(directive.index).split(/\s/, 1)[0] ?? '');
  return template.replace(
    REFERENCE,
    (reference, braced: string | undefined, bare: string | undefined, call) => {
      const name = braced ?? bare ?? '';
      const value = variables.get(name);
      if (call === '(' || (call === undefined && value === undefined && !KNOWN_ROOTS.test(name))) {
        throw unsupported(reference);
      }
      return `${value ?? ''}${call ?? ''}`;
    },
  );
}

function unsupported(part: string): UnsupportedTemplate {
  return new UnsupportedTemplate(
    `The sandbox does not evaluate templates in the Velocity Template Language: ${part}`,
  );
}
