/** Explains a difference by those that are known. */
import { type Difference, firstDifference } from './differences.js';
import { KNOWN } from './known/index.js';

/** The names of the known differences that make one up; undefined where they leave something unexplained. */
export function explained({ step, tables, ours, amazons }: Difference): string[] | undefined {
  const names: string[] = [];
  let corrected = amazons;
  for (const { name, correct } of KNOWN) {
    const next = correct(corrected, { step, tables, ours });
    if (next === corrected) continue;
    names.push(name);
    corrected = next;
    if (firstDifference(step, tables, ours, corrected) === undefined) return names;
  }
  return undefined;
}
