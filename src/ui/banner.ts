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
}

/** Table and index at 5/5 each, us-east-1: docs/architecture.md has the sum. */
const PRICE =
  'While its table exists, the lab costs about 1 cent per hour, unless it fits your free tier. Cleanup ends that.';
const LABEL_COLUMNS = 9;

export function bannerLines({ target, prefix, owner }: BannerFacts, width: number, theme: Theme): string[] {
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
    ...(aws ? line('price', PRICE) : []),
  ];
}
