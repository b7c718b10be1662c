/** Which labs `doctor` finds, and what it says of them. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineLabs } from '../../src/doctor/labs.js';
import { openLabFolder } from '../../src/lab/folder.js';
import type { Lab } from '../../src/lab/lab.js';
import { namesFor, roleOf } from '../../src/lab/names.js';
import { writeLabRecord } from '../../src/lab/record.js';
import { ensureExecutionRole } from '../../src/resources/execution-role.js';
import { ensureScaling } from '../../src/resources/scalable-target.js';
import { ensureTable, removeTable } from '../../src/resources/table.js';
import { setLearnerPolicy } from '../../src/sandbox/client.js';
import { ordersTable, scalingOf } from '../../src/steps/orders-table.js';
import { findingsOf, openExamination, type TestExamination } from '../support/examination.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

const BOB = 'arn:aws:iam::111122223333:user/bob';

let sandbox: TestSandbox;
let folder: TestFolder;
let opened: TestExamination;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  folder = makeTestFolder();
  opened = await openExamination(sandbox, folder.path);
});
afterAll(async () => {
  opened.close();
  await sandbox.close();
  folder.remove();
});

const look = () => findingsOf(examineLabs, opened.examination);

async function withLab(
  options: Parameters<typeof openTestLab>[1],
  work: (test: TestLab) => Promise<void>,
): Promise<void> {
  const test = await openTestLab(sandbox, options);
  try {
    await work(test);
  } finally {
    test.lab.close();
  }
}

const buildTable = ({ lab }: TestLab) => ensureTable(lab, ordersTable(lab.names)).then(() => undefined);

describe('examineLabs', () => {
  it('finds nothing where there is nothing', async () => {
    expect(await look()).toEqual([expect.objectContaining({ id: 'labs', state: 'ok' })]);
  });

  it('tells of labs that it cannot look at, and of records that cannot be read', async () => {
    const { lab } = opened.examination;
    const record = (elsewhere: Partial<Lab>, profile?: string): string => {
      const begun = { ...lab, ...elsewhere };
      const path = openLabFolder(folder.path, begun);
      writeLabRecord(path, begun, profile);
      return path;
    };
    const aws = { kind: 'aws', region: 'eu-west-1', account: '444455556666' } as const;
    const paths = [
      record({ names: namesFor('gone-') }),
      record({ names: namesFor('paid-'), target: aws }, 'school'),
      record({ names: namesFor('old-'), ownership: { ...lab.ownership, owner: BOB } }),
      record({ names: namesFor('broken-') }),
    ];
    writeFileSync(join(paths[3] ?? '', 'record.json'), '{"v":');

    const findings = await look();
    for (const path of paths) rmSync(path, { recursive: true });

    const told = new Map(findings.map((finding) => [finding.id, finding]));
    expect([...told.keys()].sort()).toEqual([
      'lab-record',
      'lab/aws/444455556666/eu-west-1/paid-',
      'lab/sandbox/111122223333/us-east-1/old-',
      'lab/us-east-1/gone-',
    ]);
    expect(told.get('lab-record')).toMatchObject({ state: 'warning', next: expect.stringContaining("rm '") });
    expect(told.get('lab/us-east-1/gone-')).toMatchObject({
      state: 'note',
      found: expect.stringMatching(/^nothing of it/),
    });
    expect(told.get('lab/sandbox/111122223333/us-east-1/old-')?.found).toContain(`it is ${BOB}'s`);
    expect(told.get('lab/aws/444455556666/eu-west-1/paid-')).toMatchObject({
      found: expect.stringMatching(
        /cannot be looked at from here: this is the sandbox\. If all of it stands/,
      ),
      next: expect.stringContaining(
        'orders-lab cleanup --aws --profile school --region eu-west-1 --prefix paid-',
      ),
    });
  });

  it('finds labs by tag, and by role in other regions, and tells what others have', async () => {
    await withLab({ prefix: 'ada-' }, buildTable);
    await withLab({ prefix: 'bob-', owner: BOB }, buildTable);
    await withLab({ prefix: 'far-', region: 'eu-west-1' }, async ({ lab }) => {
      const name = roleOf(lab.names.ordersApi, 'eu-west-1');
      await ensureExecutionRole(lab, { name, description: 'left', statements: [] });
    });
    await withLab({ prefix: 'bobs-', region: 'eu-west-2', owner: BOB }, async ({ lab }) => {
      const name = roleOf(lab.names.ordersApi, 'eu-west-2');
      await ensureExecutionRole(lab, { name, description: 'left', statements: [] });
    });
    await withLab({ prefix: 'lost-' }, async (test) => {
      await buildTable(test);
      for (const spec of scalingOf(test.lab.names)) await ensureScaling(test.lab, spec);
      await removeTable(test.lab, test.lab.names.table);
    });

    const findings = await look();
    const told = findings.map(
      ({ id, state, found }) => `${state} ${id}: ${found.replace(/\d[\d. a-z]* old/, 'N old')}`,
    );
    const paid = 'in the sandbox, where nothing is paid';
    expect(told).toEqual([
      `warning lab/eu-west-1/far-: its table is gone, but there is more: 1 resource (1 iam-role), the oldest N old; ${paid}`,
      'note labs-of-others/eu-west-2: bobs- of bob',
      `note lab/us-east-1/ada-: 1 resource (1 dynamodb-table), the oldest N old; ${paid}`,
      `warning lab/us-east-1/lost-: its table is gone, but there is more: 2 resources (2 scalable-target), the oldest N old; ${paid}`,
      'note labs-of-others/us-east-1: bob- of bob',
    ]);
    expect(findings[0]?.next).toBe('Remove it with: orders-lab cleanup --region eu-west-1 --prefix far-');
  });

  it('takes no table for gone that it may not look at', async () => {
    const allowed = { Effect: 'Allow', Action: '*', Resource: '*' };
    const denied = { Effect: 'Deny', Action: 'dynamodb:DescribeTable', Resource: '*' };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allowed, denied] });
    await setLearnerPolicy(sandbox.connection, policy);

    const findings = await look();
    await setLearnerPolicy(sandbox.connection, undefined);

    const lost = findings.find(({ id }) => id === 'lab/us-east-1/lost-');
    expect(lost).toMatchObject({ state: 'note', claim: 'The lab lost- in us-east-1 is not forgotten' });
    expect(lost?.found).toMatch(/2 scalable-target; 3 more could not be looked at/);
  });
});
