/** How long things take, for a person. */
import { rangeInWords, sumOf, type Takes } from '../lab/takes.js';
import { hang } from './layout.js';
import type { Theme } from './theme.js';

/** Before a step runs: with the reason where it is going to take that long, else in short. */
export function stepTakesLines(
  takes: Takes,
  { onAws }: { readonly onAws: boolean },
  width: number,
  theme: Theme,
): string[] {
  const range = rangeInWords(takes);
  const words = onAws ? `It usually takes ${range}: ${takes.because}.` : theme.dim(`On AWS: ${range}.`);
  return hang(words, width).split('\n');
}

/** Of several steps, one after the other, and of cleanup; nothing where there is only one step. */
export function allTakesLines(takes: readonly Takes[], cleanup: Takes, width: number): string[] {
  if (takes.length < 2) return [];
  const words = `On AWS these steps take ${rangeInWords(sumOf(takes))} in all, and cleanup ${rangeInWords(cleanup)}.`;
  return hang(words, width).split('\n');
}
