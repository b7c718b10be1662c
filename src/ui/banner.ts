/** Where a run is going to work: shown before anything is done. */
import type { Target } from '../lab/lab.js';
import { hang, pad } from './layout.js';
import type { Theme } from './theme.js';

export interface BannerFacts {
  readonly target: Target;
  /** Empty without. */
  readonly prefix: string;
  /** The caller's ARN, as it is written into the owner tag. */
  readonly owner: string;
  /** On AWS: what it costs. */
  readonly price?: string;
}

const LABEL_COLUMNS = 9;

export function bannerLines(
  { target, prefix, owner, price }: BannerFacts,
  width: number,
  theme: Theme,
): string[] {
  const aws = target.kind === 'aws';
  const line = (label: string, value: string): string[] =>
    hang(theme.prose(value), width, `  ${theme.dim(pad(label, LABEL_COLUMNS))} `).split('\n');
  const where = aws
    ? theme.warning('AWS: real resources in a real account')
    : 'the sandbox: an AWS of your own, free and offline';
  return [
    '',
    theme.bold('orders-lab'),
    ...line('target', where),
    ...(target.endpoint === undefined ? [] : line('endpoint', target.endpoint)),
    ...line('region', target.region),
    ...line('account', target.account),
    ...(prefix === '' ? [] : line('prefix', prefix)),
    ...line('owner', owner),
    ...(price === undefined ? [] : line('price', price)),
  ];
}
