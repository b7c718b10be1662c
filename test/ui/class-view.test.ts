import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { ClassLab, ClassReport } from '../../src/lab/class-report.js';
import { classLines } from '../../src/ui/class-view.js';
import { createTheme } from '../../src/ui/theme.js';

const theme = createTheme({ color: false, unicode: true });
const WIDTH = 80;

function labOf(prefix: string, hours: number, more: Partial<ClassLab> = {}): ClassLab {
  return {
    prefix,
    owner: `arn:aws:iam::111122223333:user/${prefix.replace('-', '')}`,
    region: 'eu-central-1',
    since: '2026-03-01T09:00:00.000Z',
    ageSeconds: hours * 3600 + 754,
    forgotten: hours >= 3,
    resources: [
      {
        kind: 'dynamodb-table',
        name: `${prefix}Orders`,
        arn: `arn:aws:dynamodb:eu-central-1:111122223333:table/${prefix}Orders`,
      },
      { kind: 'scalable-target', name: `table/${prefix}Orders:dynamodb:table:ReadCapacityUnits` },
    ],
    steps: [
      { id: 'create-table', state: 'done' },
      { id: 'attach-stream', state: 'partial' },
    ],
    dollarsPerHour: 0.0167,
    dollarsSoFar: 0.0167 * hours,
    command: `orders-lab cleanup --aws --region eu-central-1 --prefix ${prefix}`,
    ...more,
  };
}

const CLASS: ClassReport = {
  v: 1,
  target: 'aws',
  account: '111122223333',
  owner: 'arn:aws:iam::111122223333:user/teacher',
  regions: ['eu-central-1', 'eu-west-1'],
  labs: [
    labOf('', 50, {
      owner: 'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Class_0123456789abcdef/ada@example.org',
    }),
    labOf('margaret-', 11),
    labOf('teacher-', 2, { owner: 'arn:aws:iam::111122223333:user/teacher' }),
  ],
  orphans: [{ kind: 'iam-role', name: 'odd', because: 'no lab would name a role so' }],
  incomplete: 'Roles were not listed. You are not allowed to perform iam:ListRoles.',
};

function textOf(report: ClassReport, inFull = false): string {
  return classLines(report, { inFull }, WIDTH, theme).join('\n');
}

describe('classLines', () => {
  it.each([
    [59, '59 s'],
    [754, '12 min'],
    [2 * 3600 + 754, '2 h'],
    [50 * 3600 + 754, '2 d 2 h'],
  ])('tells the age of %i seconds as %s', (ageSeconds, words) => {
    const text = textOf({ ...CLASS, labs: [labOf('margaret-', 0, { ageSeconds })] });

    expect(text).toMatch(new RegExp(`^margaret- +margaret +eu-central-1 +${words} +2 `, 'm'));
  });

  it('fits a terminal of 80 columns, whatever it has to tell', () => {
    for (const inFull of [false, true]) {
      const lines = textOf(CLASS, inFull).split('\n');

      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(WIDTH);
    }
  });

  it('has a line for each lab, and marks those that look forgotten', () => {
    const text = textOf(CLASS);

    expect(text).toMatch(/^default +ada@e.* 2 d 2 h ! +2 .*\$0\.83$/m);
    expect(text).toMatch(/^teacher- +teacher .* 2 h +2 /m);
    expect(text).toMatch(/^lab +owner +region /m);
    expect(textOf({ ...CLASS, regions: ['eu-central-1'] })).toMatch(/^lab +owner +age /m);
    expect(text).toContain('! 2 labs stand for over three hours.');
    expect(text).toContain('In all 6 things: about $0.050 an hour, $1.05 so far');
  });

  it('offers nobody the lab of somebody else', () => {
    const text = textOf(CLASS);

    expect(text).toContain(
      'Remove your own with:\n→ orders-lab cleanup --aws --region eu-central-1 --prefix teacher-',
    );
    expect(text).toMatch(/Only its owner can remove a lab with orders-lab\. Ask ada@example\.org/);
  });

  it('shows every thing of a lab when asked for it in full', () => {
    expect(textOf(CLASS)).not.toContain('arn:aws:dynamodb');
    expect(textOf(CLASS, true)).toContain('arn:aws:dynamodb:eu-central-1:111122223333:table/margaret-Orders');
  });

  it('says what it was not told, and what is of no lab', () => {
    const text = textOf(CLASS);

    expect(text).toContain('There may be more. Roles were not listed.');
    expect(text).toContain('iam-role odd: no lab would name a role so');
    expect(textOf({ ...CLASS, labs: [], orphans: [] })).toContain('0 labs in account 111122223333');
  });
});
