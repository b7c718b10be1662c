/** Paths into a document. RFC 6901: "JavaScript Object Notation (JSON) Pointer". */

/** `/requestModels/application~1json` as `['requestModels', 'application/json']`. Undefined for what is no pointer. */
export function parsePointer(pointer: string): readonly string[] | undefined {
  const [before, ...segments] = pointer.split('/');
  if (before !== '' || segments.length === 0) return undefined;
  return segments.map(unescapeSegment);
}

/** `application/json` as `application~1json`. */
export function escapeSegment(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A tilde that escapes nothing stands for itself, as it does on AWS. */
export function unescapeSegment(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
