/** How a step begins and ends on a terminal. */
import type { Section, StepEvent } from '../lab/events.js';
import { duration, plural } from './format.js';
import { hang, pad } from './layout.js';
import type { Theme } from './theme.js';

/** What a view needs to know about a step of this run. */
export interface StepLabel {
  readonly id: Section;
  readonly title: string;
  readonly summary: string;
  /** Its place in this run, from 1, and how many there are. Absent for a step that is run alone. */
  readonly place?: { readonly number: number; readonly of: number };
}

/** Below this, operations stand under their service instead of beside it. */
const OPERATION_COLUMNS = 40;

/** How the checks of a step came out. */
export interface CheckCount {
  passed: number;
  pending: number;
  failed: number;
}

export function stepHeader(label: StepLabel, width: number, theme: Theme): string[] {
  const text = hang(theme.bold(headline(label, 'Step', theme)), width);
  return ['', theme.dim(theme.symbols.line.repeat(width)), ...text.split('\n')];
}

/** For a step that was left while it was settling. */
export function returnHeader(label: StepLabel, width: number, theme: Theme): string[] {
  return ['', ...hang(theme.bold(headline(label, 'Back to step', theme)), width).split('\n')];
}

function headline({ title, place }: StepLabel, words: string, theme: Theme): string {
  const number =
    place === undefined ? '' : `${words} ${place.number} of ${place.of} ${theme.symbols.separator} `;
  return number + theme.prose(title);
}

/** `dynamodb` once with all of its operations, rather than before each. */
export function planLines(calls: readonly string[], width: number, theme: Theme): string[] {
  const services = new Map<string, string[]>();
  for (const call of calls) {
    const [service = call, operation = ''] = call.split(':');
    services.set(service, [...(services.get(service) ?? []), operation]);
  }
  const columns = Math.max(0, ...[...services.keys()].map((service) => service.length));
  const beside = width >= columns + OPERATION_COLUMNS;
  return [
    'Calls it may make:',
    ...[...services].flatMap(([service, operations]) => {
      const list = theme.dim(operations.join(', '));
      const first = `  ${theme.accent(pad(service, columns))}  `;
      return beside
        ? hang(list, width, first).split('\n')
        : [`  ${theme.accent(service)}`, ...hang(list, width, '    ').split('\n')];
    }),
  ];
}

export function stepClosing(
  { state, ms }: StepEvent,
  { passed, pending, failed }: CheckCount,
  theme: Theme,
): string | undefined {
  const { symbols } = theme;
  const time = theme.dim(duration(ms));
  switch (state) {
    case 'started':
      return undefined;
    case 'done':
      return `${theme.success(symbols.pass)} Done${passed === 0 ? '' : `, ${plural(passed, 'check')} passed`}  ${time}`;
    case 'settling': {
      const waits = pending === 0 ? '' : `, ${plural(pending, 'check')} to come`;
      return `${theme.warning(symbols.pending)} Goes on by itself, and is proven later${waits}  ${time}`;
    }
    case 'skipped':
      return theme.dim(`${symbols.separator} Skipped`);
    case 'failed':
      return `${theme.failure(symbols.fail)} Failed${failed === 0 ? '' : `, ${plural(failed, 'check')} not held`}  ${time}`;
  }
}
