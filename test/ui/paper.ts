import type { Screen } from '../../src/ui/screen.js';
import { createTheme } from '../../src/ui/theme.js';

export interface Paper extends Screen {
  readonly lines: string[];
}

/** A screen that keeps its lines, and has no live one, as a pipe or a log. */
export function paper(width: number): Paper {
  const lines: string[] = [];
  return {
    theme: createTheme({ color: false, unicode: true }),
    live: false,
    lines,
    width: () => width,
    print: (...printed) => lines.push(...printed),
    status: () => {},
  };
}
