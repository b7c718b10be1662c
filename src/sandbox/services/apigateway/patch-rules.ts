/** Rules of patches that many resources have in common: texts, switches, maps and sets of texts. */
import { badRequest } from './errors.js';
import type { ApplyChange, Change, PatchRule } from './patch.js';

type Texts = Readonly<Record<string, string>>;

/** A text that `replace` sets. `check` throws AwsError for one that may not be. */
export function textRule<T>(
  path: string,
  set: (document: T, value: string) => T,
  { required = true }: { readonly required?: boolean } = {},
): PatchRule<T> {
  return {
    path,
    replace: (document, change) => set(document, required ? requiredValue(change) : (change.value ?? '')),
  };
}

/** `true` in whatever case is true, and everything else false, as in Java. */
export function switchRule<T>(path: string, set: (document: T, value: boolean) => T): PatchRule<T> {
  return { path, replace: (document, { value }) => set(document, parseBoolean(value)) };
}

/** Entries of a map of texts: `/variables/{name}`. `add` and `replace` do the same, and `remove` needs an entry. */
export function entryRule<T>(
  path: string,
  entries: {
    readonly get: (document: T) => Texts | undefined;
    /** Undefined where none is left. */
    readonly set: (document: T, entries: Texts | undefined) => T;
    /** Throws AwsError for an entry that may not be. */
    readonly check?: (document: T, key: string, value: string) => void;
  },
): PatchRule<T> {
  const put: ApplyChange<T> = (document, change) => {
    const [key = ''] = change.keys;
    const value = change.value ?? '';
    entries.check?.(document, key, value);
    return entries.set(document, { ...entries.get(document), [key]: value });
  };
  return {
    path,
    add: put,
    replace: put,
    remove: (document, { keys: [key = ''], path: asked }) => {
      const { [key]: removed, ...rest } = entries.get(document) ?? {};
      if (removed === undefined) throw invalidPath(asked);
      return entries.set(document, noneIfEmpty(rest));
    },
  };
}

/** Items of a list in which nothing stands twice: `/binaryMediaTypes/{type}`. `replace` puts its value at the end. */
export function itemRule<T>(
  path: string,
  items: {
    readonly get: (document: T) => readonly string[];
    readonly set: (document: T, items: readonly string[]) => T;
  },
): PatchRule<T> {
  const without = (document: T, { keys: [item = ''], path: asked }: Change): readonly string[] => {
    const before = items.get(document);
    if (!before.includes(item)) throw invalidPath(asked);
    return before.filter((each) => each !== item);
  };
  return {
    path,
    add: (document, { keys: [item = ''] }) =>
      items.set(document, [...new Set([...items.get(document), item])]),
    replace: (document, change) =>
      items.set(document, [...new Set([...without(document, change), requiredValue(change)])]),
    remove: (document, change) => items.set(document, without(document, change)),
  };
}

/** The value of a change that needs one. Throws BadRequestException. */
export function requiredValue({ value, path }: Change): string {
  if (value === undefined) throw badRequest(`Invalid null or empty value in ${path}`);
  return value;
}

export function invalidPath(path: string): ReturnType<typeof badRequest> {
  return badRequest(`Invalid patch path ${path}`);
}

export function parseBoolean(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

/** An answer has no member for a map that is empty. */
export function noneIfEmpty<V>(
  entries: Readonly<Record<string, V>>,
): Readonly<Record<string, V>> | undefined {
  return Object.keys(entries).length === 0 ? undefined : entries;
}
