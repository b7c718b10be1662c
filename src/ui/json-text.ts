/** JSON for people, with every number just as it came: JavaScript's numbers would round long ones. */

const INDENT = '  ';
/** A string, a bracket or comma or colon, or anything else up to the next of them; white space between is dropped. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/g;

/** The same JSON over several lines; undefined where the text is none. */
export function indentedJson(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  const tokens = text.match(TOKEN) ?? [];
  let depth = 0;
  let out = '';
  for (const [index, token] of tokens.entries()) {
    const isEmpty = closes(tokens[index + 1]) && opens(token);
    if (opens(token)) {
      depth += 1;
      out += isEmpty ? token : `${token}\n${INDENT.repeat(depth)}`;
    } else if (closes(token)) {
      depth -= 1;
      out += opens(tokens[index - 1]) ? token : `\n${INDENT.repeat(depth)}${token}`;
    } else if (token === ',') out += `,\n${INDENT.repeat(depth)}`;
    else if (token === ':') out += ': ';
    else out += token;
  }
  return out;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function opens(token: string | undefined): boolean {
  return token === '{' || token === '[';
}

function closes(token: string | undefined): boolean {
  return token === '}' || token === ']';
}
