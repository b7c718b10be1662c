/** Programs send the same few expressions again and again, with other values. */

/** Enough for any program's expressions; a generated flood of them costs nothing but the parsing. */
const MAX_ENTRIES = 500;

/** Remembers what `parse` made of a text. What it threw is not remembered. */
export function cached<T>(parse: (text: string) => T): (text: string) => T {
  const entries = new Map<string, T>();
  return (text) => {
    const known = entries.get(text);
    if (known !== undefined) return known;
    const parsed = parse(text);
    if (entries.size >= MAX_ENTRIES) entries.clear();
    entries.set(text, parsed);
    return parsed;
  };
}
