/** Values as AWS's error texts show them: what Java's `toString` gives. */

/** What a value is, where its text depends on it. */
export type JavaShape =
  /** A class, with its fields in order: `KeySchemaElement(attributeName=pk, keyType=HASH)`. */
  | {
      readonly kind: 'class';
      readonly name: string;
      readonly fields: Readonly<Record<string, JavaShape | undefined>>;
    }
  /** A list or a map, by its elements. */
  | { readonly kind: 'each'; readonly element: JavaShape | undefined }
  /** Shown as the JSON that it came as. */
  | { readonly kind: 'json' };

/** Lists as `[a, b]`, maps and structures of no known shape as `{a=1, b=2}`, absent values as `null`. */
export function javaText(value: unknown, shape?: JavaShape): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  if (shape?.kind === 'json') {
    return JSON.stringify(value);
  }
  const element = shape?.kind === 'each' ? shape.element : undefined;
  if (Array.isArray(value)) {
    return `[${value.map((item) => javaText(item, element)).join(', ')}]`;
  }
  if (typeof value === 'object') {
    return shape?.kind === 'class' ? classText(shape.name, shape.fields, value) : mapText(value, element);
  }
  return String(value);
}

function mapText(map: object, element: JavaShape | undefined): string {
  const entries = Object.entries(map).map(([name, item]) => `${name}=${javaText(item, element)}`);
  return `{${entries.join(', ')}}`;
}

function classText(
  name: string,
  fields: Readonly<Record<string, JavaShape | undefined>>,
  value: object,
): string {
  const members: Readonly<Record<string, unknown>> = { ...value };
  const texts = Object.entries(fields).map(([member, shape]) => {
    const field = member.charAt(0).toLowerCase() + member.slice(1);
    return `${field}=${javaText(members[member], shape)}`;
  });
  return `${name}(${texts.join(', ')})`;
}

/** A `Double`: whole numbers keep a decimal place, `70.0`. */
export function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
