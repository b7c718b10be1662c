/** Labs on AWS that look forgotten are named at the end of every command. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GlobalFlags } from '../../src/commands/global-flags.js';
import { type Ending, tellOldLabs } from '../../src/commands/old-labs.js';
import type { LabRecord } from '../../src/lab/record.js';
import { CliHome } from '../support/cli.js';

const HOUR = 3_600_000; /* ms */

const FLAGS: GlobalFlags = {
  aws: false,
  prefix: '',
  yes: false,
  json: false,
  dryRun: false,
  color: false,
  verbose: false,
};
const STATUS: Ending = { command: 'status', flags: FLAGS, words: ['status'] };

let stateFolder: string;
beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'orders-lab-old-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(stateFolder, { recursive: true, force: true });
});

function recordOf(prefix: string, hours: number, more: Partial<LabRecord> = {}): LabRecord {
  return {
    v: 1,
    target: 'aws',
    region: 'us-east-1',
    account: '111122223333',
    prefix,
    owner: 'arn:aws:iam::111122223333:user/ada',
    startedAt: new Date(Date.now() - hours * HOUR).toISOString(),
    ...more,
  };
}

function write(folder: string, name: string, text: string): void {
  const path = join(folder, 'labs', name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  writeFileSync(join(path, 'record.json'), text, { mode: 0o600 });
}

function writeRecords(...records: readonly LabRecord[]): void {
  for (const [index, record] of records.entries()) write(stateFolder, `aws-${index}`, JSON.stringify(record));
}

/** What stderr is told, as one line. */
function told(ending: Ending = STATUS): string {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  tellOldLabs(stateFolder, ending);
  vi.restoreAllMocks();
  return stripVTControlCharacters(written.join('')).replace(/\s+/g, ' ');
}

describe('a lab on AWS', () => {
  it('is not named again after doctor, which has found it, but after its other answers', () => {
    writeRecords(recordOf('ada-', 5));
    const doctor = (...words: string[]): string =>
      told({ command: 'doctor', flags: FLAGS, words: ['doctor', ...words] });

    expect(doctor('--aws')).toBe('');
    expect(doctor('--class')).toContain('lab ada-');
    expect(doctor('--policy')).toContain('lab ada-');
  });

  it('of more than three hours is named, with its cost and the command that removes it', () => {
    writeRecords(recordOf('ada-', 5, { profile: 'me', region: 'eu-west-1' }));

    const words = told();

    expect(words).toContain('lab ada- on AWS (eu-west-1, account 111122223333) was begun 5 h ago');
    expect(words).toContain('about 8.3 cents (prices of us-east-1');
    expect(words).toContain('those of eu-west-1 differ');
    expect(words).toContain('orders-lab cleanup --aws --profile me --region eu-west-1 --prefix ada-');
  });

  it('of less is not', () => {
    writeRecords(recordOf('ada-', 2.9), recordOf('', 0));

    expect(told()).toBe('');
  });

  it('that is none, but of the sandbox or a mock, is not', () => {
    writeRecords(
      recordOf('', 50, { target: 'sandbox' }),
      recordOf('', 50, { endpoint: 'http://127.0.0.1:5000' }),
    );

    expect(told()).toBe('');
  });

  it('behind an endpoint of AWS is', () => {
    writeRecords(recordOf('', 50, { endpoint: 'https://dynamodb.us-east-1.amazonaws.com' }));

    expect(told()).toContain('A lab on AWS');
  });

  it('whose record is damaged keeps nobody from naming others', () => {
    write(stateFolder, 'aws-damaged', '{ no');
    write(stateFolder, 'aws-timeless', JSON.stringify(recordOf('bob-', 0, { startedAt: 'yesterday' })));
    writeRecords(recordOf('ada-', 5));

    const words = told();

    expect(words).toContain('The lab ada-');
    expect(words).not.toContain('bob-');
  });

  it('is one of few that are named: the oldest', () => {
    writeRecords(...[4, 8, 6, 5, 7].map((hours) => recordOf(`h${hours}-`, hours)));

    const words = told();

    expect(words.match(/The lab h\d-/g)).toEqual(['The lab h8-', 'The lab h7-', 'The lab h6-']);
    expect(words).toContain('2 more on AWS of that age');
  });
});

describe('cleanup', () => {
  const cleanup = (more: Partial<GlobalFlags>, ...words: string[]): Ending => ({
    command: 'cleanup',
    flags: { ...FLAGS, aws: true, region: 'us-east-1', ...more },
    words: ['cleanup', ...words],
  });

  it('says for itself what is left of its own lab', () => {
    writeRecords(recordOf('ada-', 5));

    expect(told(cleanup({ prefix: 'ada-' }))).toBe('');
    expect(told(cleanup({}, '--all'))).toBe('');
  });

  it('names the others', () => {
    writeRecords(recordOf('ada-', 5));

    expect(told(cleanup({ prefix: 'bob-' }))).toContain('The lab ada-');
    expect(told(cleanup({ prefix: 'ada-', region: 'eu-west-1' }))).toContain('The lab ada-');
    expect(told(cleanup({ prefix: 'ada-', aws: false }))).toContain('The lab ada-');
  });
});

it('stdout stays what it is, and so does the exit code', async () => {
  const home = new CliHome();
  const folder = join(home.path, 'state');
  try {
    const before = await home.run(['sandbox', 'status', '--json']);
    write(folder, 'aws-forgotten', JSON.stringify(recordOf('', 5)));
    write(folder, 'aws-damaged', '{ no');

    const after = await home.run(['sandbox', 'status', '--json']);

    expect(before.stderr).toBe('');
    expect(after).toMatchObject({ code: before.code, stdout: before.stdout });
    expect(after.stderr).toContain('orders-lab cleanup --aws');
  } finally {
    await home.remove();
  }
});
