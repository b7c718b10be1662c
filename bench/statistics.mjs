/** Medians and spreads: the machine may be busy with other things, and no single number is to be believed. */

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The quotients of two series, round by round, so that what slows both down drops out. */
export function ratios(values, yardstick) {
  return values.map((value, round) => value / yardstick[round]);
}

/** `0.78 (0.71–0.83)`: the median, the least and the greatest. */
export function withSpread(values, digits = 2) {
  const [middle, least, greatest] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)}–${greatest.toFixed(digits)})`;
}
