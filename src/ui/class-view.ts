/** `doctor --class` for a person: a line for each lab, the oldest first, and what can be done about them. */
import type { ClassLab, ClassReport, Orphan } from '../lab/class-report.js';
import { dollars } from '../lab/dollars.js';
import { shortOwner } from '../lab/ownership.js';
import { kindsInWords } from '../lab/resource.js';
import { duration, plural } from './format.js';
import { hang } from './layout.js';
import { gapLines, nextLines } from './summary-view.js';
import { tableLines } from './table.js';
import type { Theme } from './theme.js';

/** Marks a lab that stands for over three hours. */
const FORGOTTEN = '!';
/** Seconds. */
const MINUTE = 60;
const HOUR = 3_600;

export interface ClassViewOptions {
  /** Also every thing that each lab consists of, with its ARN. */
  readonly inFull: boolean;
}

export function classLines(
  report: ClassReport,
  { inFull }: ClassViewOptions,
  width: number,
  theme: Theme,
): string[] {
  const { labs, orphans, incomplete, target, account, regions } = report;
  const title = `${plural(labs.length, 'lab')} in account ${account}; looked in ${regions.join(', ')}`;
  const elsewhere =
    'Roles, dashboards and records have named these regions; add --region where labs may be that have got no further than a table.';
  return [
    '',
    ...hang(theme.bold(title), width).split('\n'),
    ...hang(theme.dim(elsewhere), width).split('\n'),
    ...(labs.length === 0 ? [] : ['', ...labTable(report, width, theme), ...totalLines(target, labs, width)]),
    ...(inFull ? labs.flatMap((lab) => labLines(lab, width, theme)) : []),
    ...orphanLines(orphans, width, theme),
    ...(incomplete === undefined ? [] : ['', ...gapLines(incomplete, width, theme)]),
    ...adviceLines(report, width, theme),
  ];
}

function labTable({ labs, regions }: ClassReport, width: number, theme: Theme): string[] {
  const columns: { readonly name: string; readonly value: (lab: ClassLab) => string | number }[] = [
    { name: 'lab', value: ({ prefix }) => prefix || 'default' },
    { name: 'owner', value: ({ owner }) => shortOwner(owner) },
    { name: 'region', value: ({ region }) => region },
    { name: 'age', value: ageOf },
    { name: '#', value: ({ resources }) => resources.length },
    { name: 'up to', value: (lab) => furthest(lab, theme) },
    { name: 'an hour', value: ({ dollarsPerHour }) => dollars(dollarsPerHour) },
    { name: 'so far', value: ({ dollarsSoFar }) => dollars(dollarsSoFar) },
  ];
  const shown = columns.filter(({ name }) => name !== 'region' || regions.length > 1);
  const table = {
    columns: shown.map(({ name }) => name),
    rows: labs.map((lab) => shown.map(({ value }) => value(lab))),
  };
  return tableLines(table, width, theme);
}

/** The last of the steps that something stands of: where the learner has come to. */
function furthest({ steps }: ClassLab, { symbols }: Theme): string {
  const last = steps.at(-1);
  if (last === undefined) return '';
  return last.state === 'done' ? last.id : `${last.id}${symbols.ellipsis}`;
}

/** In its largest unit; of days, with their hours. */
function ageOf({ ageSeconds, forgotten }: ClassLab): string {
  if (ageSeconds === undefined) return '?';
  const unit = ageSeconds < MINUTE ? 1 : ageSeconds < HOUR ? MINUTE : HOUR;
  const age = duration((ageSeconds - (ageSeconds % unit)) * 1000);
  return forgotten ? `${age} ${FORGOTTEN}` : age;
}

function totalLines(target: ClassReport['target'], labs: readonly ClassLab[], width: number): string[] {
  const sum = (of: (lab: ClassLab) => number): number => labs.reduce((total, lab) => total + of(lab), 0);
  const kinds = labs.flatMap(({ resources }) => resources.map(({ kind }) => kind));
  const forgotten = labs.filter((lab) => lab.forgotten).length;
  const cost = `about ${dollars(sum((lab) => lab.dollarsPerHour))} an hour, ${dollars(sum((lab) => lab.dollarsSoFar))} so far`;
  const unpaid =
    target === 'sandbox' ? ' on AWS; nothing is paid for in the sandbox' : ', without any free tier';
  return [
    '',
    ...hang(
      `In all ${plural(
        sum((lab) => lab.resources.length),
        'thing',
      )}: ${cost}${unpaid}.`,
      width,
    ).split('\n'),
    ...hang(kindsInWords(kinds), width).split('\n'),
    ...(forgotten === 0
      ? []
      : hang(
          `${FORGOTTEN} ${plural(forgotten, 'lab')} ${forgotten === 1 ? 'stands' : 'stand'} for over three hours.`,
          width,
        ).split('\n')),
  ];
}

function labLines(
  { prefix, owner, region, since, resources, steps }: ClassLab,
  width: number,
  theme: Theme,
): string[] {
  const begun = since === undefined ? '' : `, since ${since}`;
  const states = steps.map(({ id, state }) => (state === 'done' ? id : `${id} (in part)`)).join(', ');
  return [
    '',
    ...hang(`${theme.bold(prefix || 'default')} of ${owner} in ${region}${begun}`, width).split('\n'),
    ...(states === '' ? [] : hang(`Steps: ${states}`, width, '  ').split('\n')),
    ...resources.flatMap(({ kind, name, arn }) =>
      hang(
        `${kind} ${theme.bold(name)}${arn === undefined ? '' : `  ${theme.dim(arn)}`}`,
        width,
        `  ${theme.symbols.bullet} `,
      ).split('\n'),
    ),
  ];
}

function orphanLines(orphans: readonly Orphan[], width: number, theme: Theme): string[] {
  if (orphans.length === 0) return [];
  const remedy =
    'With both tags set back (orders-lab, orders-lab:owner), cleanup of that owner takes them; else delete them by hand.';
  return [
    '',
    `${plural(orphans.length, 'thing')} of no lab, which nobody's cleanup removes:`,
    ...orphans.flatMap(({ kind, name, arn, region, because }) => {
      const where = region === undefined ? '' : ` in ${region}`;
      const address = arn === undefined ? '' : `  ${theme.dim(arn)}`;
      const bullet = `  ${theme.symbols.bullet} `;
      return hang(`${kind} ${theme.bold(name)}${where}: ${because}${address}`, width, bullet).split('\n');
    }),
    ...hang(theme.prose(remedy), width).split('\n'),
  ];
}

/** Whose it is, removes it: the tool holds to that for an instructor, too. */
function adviceLines({ labs, owner }: ClassReport, width: number, theme: Theme): string[] {
  const says = (text: string): string[] => hang(theme.prose(text), width).split('\n');
  const own = labs.filter((lab) => lab.owner === owner);
  const [oldest] = labs.filter((lab) => lab.owner !== owner);
  return [
    ...(own.length === 0
      ? []
      : ['', own.length === 1 ? 'Remove your own with:' : 'Remove your own ones with:']),
    ...own.flatMap(({ command }) => nextLines(command, width, theme)),
    ...(oldest === undefined
      ? []
      : [
          '',
          ...says(
            `Only its owner can remove a lab with orders-lab. Ask ${shortOwner(oldest.owner)}, for example, to run with credentials of their own:`,
          ),
          ...nextLines(oldest.command, width, theme),
          ...says(
            'Where nobody can be asked, whoever may sign in as that owner can run the same. By hand: --prefix shows a lab with every ARN; delete scalable targets before their table.',
          ),
        ]),
  ];
}
