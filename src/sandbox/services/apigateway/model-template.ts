/** A mapping template to begin with, made from a model's schema. AWS: "GetModelTemplate". */

type Schema = Readonly<Record<string, unknown>>;

const INDENT = '  ';
/** What stands for a value of each type, as on AWS. */
const SAMPLES: Readonly<Record<string, string>> = {
  string: '"foo"',
  number: '42',
  integer: '42',
  boolean: 'true',
  null: 'null',
};

/** @param schema as JSON; one that cannot be read is that of an object of which nothing is known */
export function modelTemplate(schema: string): string {
  return `#set($inputRoot = $input.path('$'))\n${sample(parse(schema), '')}`;
}

function sample(schema: Schema, indent: string): string {
  const { type, properties, items } = schema;
  if (type === 'array' || isSchema(items)) {
    return `[\n${indent}${INDENT}${sample(isSchema(items) ? items : {}, indent + INDENT)}\n${indent}]`;
  }
  const known = typeof type === 'string' ? SAMPLES[type] : undefined;
  if (known !== undefined) return known;
  const lines = Object.entries(isSchema(properties) ? properties : {}).map(
    ([name, property]) =>
      `${indent}${INDENT}${JSON.stringify(name)} : ${sample(isSchema(property) ? property : {}, indent + INDENT)}`,
  );
  return lines.length === 0 ? '{ }' : `{\n${lines.join(',\n')}\n${indent}}`;
}

function parse(text: string): Schema {
  try {
    const parsed: unknown = JSON.parse(text);
    return isSchema(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
