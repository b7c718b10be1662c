/** Fitting text into columns. Widths are terminal columns, as `string-width` counts them. */
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Before what goes on below a line of code. */
const CONTINUED = '    ';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Cuts plain text (no ANSI codes) to at most `width` columns; what is cut ends in the ellipsis. */
export function truncate(text: string, width: number, ellipsis: string): string {
  if (stringWidth(text) <= width) return text;
  const room = width - stringWidth(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width));
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const columns = stringWidth(segment);
    if (used + columns > room) break;
    kept += segment;
    used += columns;
  }
  return kept + ellipsis;
}

/** Fills up with spaces to `width` columns; longer text stays as it is. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'left' ? text + fill : fill + text;
}

/** A line of code or JSON: what does not fit goes on below, further in than the line began. */
export function hangIndented(line: string, width: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  // Where little room is left beside it, the indentation gives way.
  const kept = indent.slice(0, Math.floor(width / 2));
  const [first = '', ...rest] = hang(line.slice(indent.length), width - CONTINUED.length, kept).split('\n');
  return [first, ...rest.map((below) => CONTINUED + below)].join('\n');
}

/**
 * Text (ANSI codes allowed) broken into lines of at most `width` columns. The first line begins with
 * `first`, all others with as many spaces; words longer than a line are broken.
 */
export function hang(text: string, width: number, first = ''): string {
  const indent = stringWidth(first);
  const room = Math.max(1, width - indent);
  return wrapAnsi(text, room, { hard: true, trim: true })
    .split('\n')
    .map((line, index) => (index === 0 ? first : ' '.repeat(indent)) + line)
    .map((line) => line.trimEnd())
    .join('\n');
}
