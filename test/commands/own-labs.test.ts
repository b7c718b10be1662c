/** Which labs `cleanup --all` finds. */

import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findOwnLabs } from '../../src/commands/own-labs.js';
import { openLabFolder } from '../../src/lab/folder.js';
import type { Lab } from '../../src/lab/lab.js';
import { namesFor } from '../../src/lab/names.js';
import { tagList } from '../../src/lab/ownership.js';
import { writeLabRecord } from '../../src/lab/record.js';
import { openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

let sandbox: TestSandbox;
let folder: TestFolder;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

/** A lab of `prefix` was begun where `lab` is, or elsewhere. */
function record(lab: Lab, prefix: string, elsewhere: Partial<Lab> = {}): string {
  const begun: Lab = { ...lab, ...elsewhere, names: namesFor(prefix) };
  const path = openLabFolder(folder.path, begun);
  writeLabRecord(path, begun);
  return path;
}

describe('findOwnLabs', () => {
  it('takes the records of this target, account, region and owner', async () => {
    const { lab } = await openTestLab(sandbox);
    record(lab, '');
    // The port of a sandbox may change.
    record(lab, 'ada-', { target: { ...lab.target, endpoint: 'http://127.0.0.1:9' } });
    record(lab, 'r-', { target: { ...lab.target, region: 'eu-west-1' } });
    record(lab, 'a-', { target: { ...lab.target, account: '444455556666' } });
    record(lab, 't-', { target: { ...lab.target, kind: 'aws' } });
    record(lab, 'o-', { ownership: { ...lab.ownership, owner: 'arn:aws:iam::111122223333:user/bob' } });

    expect(await findOwnLabs({ stateFolder: folder.path, lab })).toEqual({
      labIds: ['ada-', 'default'],
      unusable: [],
      gaps: [],
    });
  });

  it('does not end at a record that is damaged, and follows no link', async () => {
    const { lab } = await openTestLab(sandbox);
    const good = record(lab, 'good-');
    writeFileSync(join(record(lab, 'bad-'), 'record.json'), '{"v":');
    symlinkSync(good, join(folder.path, 'labs', 'link'));

    const { labIds, gaps } = await findOwnLabs({ stateFolder: folder.path, lab });

    expect(labIds).toEqual(['good-']);
    expect(gaps).toEqual([expect.stringContaining('is damaged')]);
  });

  it('tells of a tag that can be no lab', async () => {
    const { lab } = await openTestLab(sandbox);
    await sandbox.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName: 'Odd',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
        Tags: tagList({ ...lab.ownership, labId: 'not a lab' }),
      }),
    );

    expect(await findOwnLabs({ stateFolder: folder.path, lab })).toMatchObject({
      labIds: [],
      unusable: [{ kind: 'lab', name: 'not a lab', because: expect.any(String) }],
    });
  });
});
