/** The little XML that no schema describes: envelopes and errors. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

/** Text as it may stand in an element or an attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\u0085\u2028]/g, (character) => ENTITIES[character] ?? character);
}

/** One element per member that is defined, nested objects and lists (as `member`) included. */
export function xmlElements(members: Readonly<Record<string, unknown>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `<${name}>${xmlContent(value)}</${name}>`)
    .join('');
}

function xmlContent(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => xmlElements({ member: item })).join('');
  }
  return typeof value === 'object' && value !== null
    ? xmlElements(Object.fromEntries(Object.entries(value)))
    : escapeXml(String(value));
}
