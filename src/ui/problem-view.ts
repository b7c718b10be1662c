/** An error for a person: what failed, why, what to do next. */
import { hang } from './layout.js';
import type { Theme } from './theme.js';

export interface ProblemText {
  readonly message: string;
  readonly because?: string | undefined;
  readonly next: string;
}

export function problemLines({ message, because, next }: ProblemText, width: number, theme: Theme): string[] {
  const { symbols, prose } = theme;
  return [
    ...block(theme.failure(prose(message)), width, `${theme.failure(symbols.fail)} `),
    ...(because === undefined ? [] : block(prose(because), width, '  ')),
    ...block(prose(next), width, `${theme.accent(symbols.next)} `),
  ];
}

/** Keeps the line breaks of the text: advice may be a list of commands. */
function block(text: string, width: number, first: string): string[] {
  return text.split('\n').flatMap((line, index) => hang(line, width, index === 0 ? first : '  ').split('\n'));
}
