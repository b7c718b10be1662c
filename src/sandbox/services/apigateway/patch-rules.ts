/** Rules of patches that many resources have in common: texts, switches, and entries of maps and lists. */
import type { AwsError } from '../../errors.js';
import { badRequest } from './errors.js';
import { parsePointer } from './json-pointer.js';
import type { ApplyChange, Change, PatchRule } from './patch.js';

type Entries<V> = Readonly<Record<string, V>>;

/** A text that `replace` sets; `set` throws AwsError for one that may not be. Not `required`: without a value it is empty. */
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

/** Entries of a map of texts: `/variables/{name}`. `replace` adds what is not there; `remove` needs an entry. */
export function entryRule<T>(
  path: string,
  entries: {
    readonly get: (document: T) => Entries<string> | undefined;
    /** Undefined where none is left. */
    readonly set: (document: T, entries: Entries<string> | undefined) => T;
    /** Throws AwsError for an entry that may not be. */
    readonly check?: (document: T, key: string, value: string) => void;
  },
): PatchRule<T> {
  const { add, remove } = existingEntryRule(path, {
    ...entries,
    read: ({ keys: [key = ''], value = '' }, document) => {
      entries.check?.(document, key, value);
      return value;
    },
    missing: invalidPath,
  });
  return { path, add, replace: add, remove };
}

export interface EntriesOf<T, V> {
  readonly get: (document: T) => Entries<V> | undefined;
  /** Undefined where none is left. */
  readonly set: (document: T, entries: Entries<V> | undefined) => T;
  /** The new value of an entry. Throws AwsError for one that may not be. */
  readonly read: (change: Change, document: T) => V;
  /** Where an entry is to be removed or replaced that is not there. */
  readonly missing: (path: string) => AwsError;
}

/** Entries of a map, of which `replace` and `remove` need one that is there: `/requestModels/{content-type}`. */
export function existingEntryRule<T, V>(
  path: string,
  { get, set, read, missing }: EntriesOf<T, V>,
): Required<Omit<PatchRule<T>, 'copy'>> {
  const add: ApplyChange<T> = (document, change) => {
    const [key = ''] = change.keys;
    return set(document, { ...get(document), [key]: read(change, document) });
  };
  const assertThere = (document: T, { keys: [key = ''], path: asked }: Change): void => {
    if (!Object.hasOwn(get(document) ?? {}, key)) throw missing(asked);
  };
  return {
    path,
    add,
    replace: (document, change) => {
      assertThere(document, change);
      return add(document, change);
    },
    remove: (document, change) => {
      assertThere(document, change);
      const { [change.keys[0] ?? '']: _removed, ...rest } = get(document) ?? {};
      return set(document, noneIfEmpty(rest));
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
  if (value === undefined) throw badRequest(`Invalid null or empty value in ${parsePointer(path)?.[0]}`);
  return value;
}

function invalidPath(path: string): AwsError {
  return badRequest(`Invalid patch path ${path}`);
}

export function parseBoolean(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}

/** An answer has no member for a map whose last entry was removed. */
export function noneIfEmpty<V>(entries: Entries<V>): Entries<V> | undefined {
  return Object.keys(entries).length === 0 ? undefined : entries;
}
