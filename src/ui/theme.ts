/** Colours and symbols. The only file that knows what they look like. */
import { Chalk } from 'chalk';

type Style = (text: string) => string;

export interface Symbols {
  readonly pass: string;
  readonly fail: string;
  readonly pending: string;
  readonly call: string;
  readonly next: string;
  readonly bullet: string;
  readonly ellipsis: string;
  readonly line: string;
  readonly separator: string;
  readonly times: string;
  readonly barDone: string;
  readonly barLeft: string;
  /** A chart's axis and where it ends. */
  readonly axis: string;
  readonly corner: string;
  /** What the bars of a chart are filled with, series by series, */
  readonly fills: readonly string[];
  /** and what its lines are drawn with. */
  readonly rules: readonly string[];
  /** From the lowest to the highest. */
  readonly levels: string;
}

export interface Theme {
  readonly color: boolean;
  readonly unicode: boolean;
  readonly bold: Style;
  readonly dim: Style;
  readonly success: Style;
  readonly failure: Style;
  readonly warning: Style;
  readonly accent: Style;
  /** Code, commands and names within prose. */
  readonly code: Style;
  readonly symbols: Symbols;
  /** Prose in the characters that this terminal can show. */
  readonly prose: Style;
}

const UNICODE: Symbols = {
  pass: '✔',
  fail: '✖',
  pending: '…',
  call: '›',
  next: '→',
  bullet: '•',
  ellipsis: '…',
  line: '─',
  separator: '·',
  times: '×',
  barDone: '█',
  barLeft: '░',
  axis: '│',
  corner: '└',
  fills: ['█', '░', '▒'],
  rules: ['━', '┅', '┉'],
  levels: '▁▂▃▄▅▆▇█',
};

/** The same in ASCII. All but `pending` are of one column, as above, so that layouts do not move. */
const ASCII: Symbols = {
  pass: '+',
  fail: 'x',
  pending: '~',
  call: '>',
  next: '>',
  bullet: '*',
  ellipsis: '~',
  line: '-',
  separator: '-',
  times: 'x',
  barDone: '#',
  barLeft: '.',
  axis: '|',
  corner: '+',
  fills: ['#', ':', '%'],
  rules: ['=', '~', '-'],
  levels: '_.-=+*#',
};

/** Characters of our own texts that a terminal without UTF-8 cannot show. */
const IN_ASCII: Readonly<Record<string, string>> = {
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '→': '->',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '½': '1/2',
  '\u00a0': ' ',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '•': '*',
};

const same: Style = (text) => text;

export function createTheme({
  color,
  unicode,
}: {
  readonly color: boolean;
  readonly unicode: boolean;
}): Theme {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    color,
    unicode,
    bold: chalk.bold,
    dim: chalk.dim,
    success: chalk.green,
    failure: chalk.red,
    warning: chalk.yellow,
    accent: chalk.cyan,
    code: chalk.cyan,
    symbols: unicode ? UNICODE : ASCII,
    prose: unicode
      ? same
      : (text) => text.replace(/[^\0-\x7f]/gu, (character) => IN_ASCII[character] ?? character),
  };
}
