/** DynamoDB's data model in the form of the wire: every value is an object with its type as the only key. */

export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  /** Base64. */
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly M: Item }
  | { readonly L: readonly AttributeValue[] }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] };

/**
 * Attribute names to values: an item, or the inside of a map. Names are the learner's own (`constructor` and
 * `__proto__` are good ones), so read with `attribute` and write with `setAttribute`, never by plain index.
 */
export type Item = { readonly [name: string]: AttributeValue };

export type AttributeType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'M' | 'L' | 'SS' | 'NS' | 'BS';

export function typeOf(value: AttributeValue): AttributeType {
  if ('S' in value) return 'S';
  if ('N' in value) return 'N';
  if ('M' in value) return 'M';
  if ('L' in value) return 'L';
  if ('BOOL' in value) return 'BOOL';
  if ('B' in value) return 'B';
  if ('NULL' in value) return 'NULL';
  if ('SS' in value) return 'SS';
  return 'NS' in value ? 'NS' : 'BS';
}

/** The value of one attribute, or undefined; never something that is inherited. */
export function attribute(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Sets an attribute on an item that is being put together, whatever its name. */
export function setAttribute(
  item: Record<string, AttributeValue>,
  name: string,
  value: AttributeValue,
): void {
  if (name === '__proto__') {
    Object.defineProperty(item, name, { value, configurable: true, enumerable: true, writable: true });
  } else {
    item[name] = value;
  }
}
