/** Percent-encoding as it comes: whatever a client sends has a reading, and none is an error. */

const ENCODED = /%([0-9a-f]{2})/gi;

/**
 * The text that is meant. A percent sign that encodes nothing stands for itself; bytes that are no UTF-8 are read as
 * U+FFFD. Characters above U+007F are taken for bytes, as Node gives them.
 */
export function percentDecoded(text: string): string {
  if (!/[%\x80-\uffff]/.test(text)) return text;
  const bytes = text.replace(ENCODED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Names and values of a query string in the order in which they came. A plus sign is a space, `;` parts as `&` does. */
export function queryParameters(rawQuery: string): (readonly [name: string, value: string])[] {
  return rawQuery
    .split(/[&;]/)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const mark = pair.indexOf('=');
      const name = mark < 0 ? pair : pair.slice(0, mark);
      const value = mark < 0 ? '' : pair.slice(mark + 1);
      return [formDecoded(name), formDecoded(value)] as const;
    });
}

function formDecoded(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '));
}
