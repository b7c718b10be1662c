/** Values as AWS's error texts show them: what Java's `toString` gives. */

/** Lists as `[a, b]`, maps and structures as `{a=1, b=2}`, absent values as `null`. */
export function javaText(value: unknown): string {
  if (value === undefined || value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return `[${value.map(javaText).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([name, item]) => `${name}=${javaText(item)}`);
    return `{${entries.join(', ')}}`;
  }
  return String(value);
}

/** A `Double`: whole numbers keep a decimal place, `70.0`. */
export function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
