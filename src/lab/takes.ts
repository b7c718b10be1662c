/** How long something takes on AWS. */

export interface Takes {
  /** Seconds: usually no less, and no more, than these. */
  readonly from: number;
  readonly to: number;
  /** What takes the time, as a clause: "DynamoDB builds an index for minutes, even on an empty table". */
  readonly because: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Up to so many of a unit it is counted in that one. */
const MOST_OF_A_UNIT = 90;

/** `10 to 60 seconds`, `30 seconds to 5 minutes`, `8 to 17 minutes`, `2 to 7 hours`. Takes seconds. */
export function rangeInWords({ from, to }: Pick<Takes, 'from' | 'to'>): string {
  const [least, most] = [withUnit(from), withUnit(to)];
  if (least.unit !== most.unit) return `${inWords(least)} to ${inWords(most)}`;
  if (least.amount === most.amount) return `about ${inWords(most)}`;
  return `${least.amount} to ${inWords(most)}`;
}

/** One after the other: all of them together. */
export function sumOf(takes: readonly Takes[]): Pick<Takes, 'from' | 'to'> {
  return {
    from: takes.reduce((sum, { from }) => sum + from, 0),
    to: takes.reduce((sum, { to }) => sum + to, 0),
  };
}

interface Amount {
  readonly amount: number;
  readonly unit: 'second' | 'minute' | 'hour';
}

function withUnit(seconds: number): Amount {
  if (seconds <= MOST_OF_A_UNIT) return { amount: Math.round(seconds), unit: 'second' };
  if (seconds <= MOST_OF_A_UNIT * MINUTE) return { amount: Math.round(seconds / MINUTE), unit: 'minute' };
  return { amount: Math.round(seconds / HOUR), unit: 'hour' };
}

function inWords({ amount, unit }: Amount): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
