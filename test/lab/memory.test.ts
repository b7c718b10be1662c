import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLabFolder } from '../../src/lab/folder.js';
import { openJournal, provenSteps, readStepEvents, rotateJournal } from '../../src/lab/journal.js';
import { lockLab } from '../../src/lab/lock.js';
import { namesFor } from '../../src/lab/names.js';
import { readLabRecord, recordedCommand, removeLabRecord, writeLabRecord } from '../../src/lab/record.js';
import { offlineLab } from '../support/lab.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-lab-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the journal', () => {
  it('keeps what happened, and leaves out what is only for the eye', () => {
    const journal = openJournal(folder, 'run-1');
    journal.append({ event: 'step', step: 'seed', state: 'done', ms: 1 });
    journal.append({ event: 'progress', title: 'Waiting', elapsed: 1 });
    journal.append({ event: 'call-started', service: 'dynamodb', operation: 'PutItem' });
    journal.close();

    expect(readStepEvents(folder)).toEqual([
      { v: 1, time: expect.any(String), run: 'run-1', event: 'step', step: 'seed', state: 'done', ms: 1 },
    ]);
  });

  it('is for its owner only', () => {
    openJournal(folder, 'run-1').close();

    expect(statSync(join(folder, 'journal.ndjson')).mode & 0o777).toBe(0o600);
  });

  it('survives a line that a crash has cut off', () => {
    const killed = openJournal(folder, 'run-1');
    killed.append({ event: 'step', step: 'seed', state: 'done', ms: 1 });
    killed.close();
    appendFileSync(join(folder, 'journal.ndjson'), '{"v":1,"event":"st');

    const next = openJournal(folder, 'run-2');
    next.append({ event: 'step', step: 'query', state: 'done', ms: 1 });
    next.close();

    expect(readStepEvents(folder).map(({ step }) => step)).toEqual(['seed', 'query']);
  });

  it('is empty before anything happened', () => {
    expect(readStepEvents(folder)).toEqual([]);
  });

  it('tells steps from calls and evidence that speak of them', () => {
    const journal = openJournal(folder, 'run-1');
    const text = '"event":"step"';
    journal.append({ event: 'call', service: 'dynamodb', operation: 'PutItem', ms: 1, attempts: 1 });
    journal.append({ event: 'evidence', step: 'seed', kind: 'text', title: text, data: { text } });
    journal.append({ event: 'error', message: text, next: '{"event":"step"}' });
    journal.close();
    appendFileSync(join(folder, 'journal.ndjson'), '{"v":1,"event":"step","st');

    expect(readStepEvents(folder)).toEqual([]);
  });

  it('begins anew once it is large, keeps one older, and loses nothing that an open one still says', () => {
    const entry = { event: 'note', tone: 'info', text: 'x'.repeat(1_000_000) } as const;
    for (const run of ['run-1', 'run-2', 'run-3']) {
      const journal = openJournal(folder, run);
      journal.append(entry);
      rotateJournal(folder);
      journal.append(entry);
      rotateJournal(folder);
      journal.append({ event: 'step', step: 'cleanup', state: 'done', ms: 1 });
      journal.close();
    }

    expect(readdirSync(folder)).toEqual(['journal.1.ndjson']);
    const kept = readFileSync(join(folder, 'journal.1.ndjson'), 'utf8');
    expect(kept.match(/run-\d/g)).toEqual(['run-3', 'run-3', 'run-3']);
    expect(readStepEvents(folder)).toEqual([]);
  });

  it('says nothing after it was closed', () => {
    const journal = openJournal(folder, 'run-1');
    journal.close();

    journal.append({ event: 'step', step: 'seed', state: 'done', ms: 1 });

    expect(readStepEvents(folder)).toEqual([]);
  });
});

describe('provenSteps', () => {
  const entry = { event: 'step', ms: 0 } as const;

  it('counts what was proven since the last cleanup that left nothing', () => {
    const proven = provenSteps([
      { ...entry, step: 'seed', state: 'done' },
      { ...entry, step: 'cleanup', state: 'done' },
      { ...entry, step: 'query', state: 'done' },
      { ...entry, step: 'cleanup', state: 'failed' },
    ]);

    expect([...proven]).toEqual(['query']);
  });

  it('takes back what has failed since', () => {
    const proven = provenSteps([
      { ...entry, step: 'query', state: 'done' },
      { ...entry, step: 'query', state: 'started' },
      { ...entry, step: 'query', state: 'failed' },
    ]);

    expect([...proven]).toEqual([]);
  });
});

describe('the lab record', () => {
  it('says where the lab is, and keeps its start while it goes on', () => {
    const { lab } = offlineLab({ prefix: 'ada-' });

    const first = writeLabRecord(folder, lab);
    const second = writeLabRecord(folder, lab);

    expect(readLabRecord(folder)).toEqual(first);
    expect(second.startedAt).toBe(first.startedAt);
    expect(first).toMatchObject({ target: 'sandbox', region: 'us-east-1', prefix: 'ada-' });
  });

  it('tells how to reach the lab from any shell', () => {
    const { lab } = offlineLab({ prefix: 'ada-' });
    const target = { ...lab.target, kind: 'aws', endpoint: 'http://127.0.0.1:9' } as const;

    const record = writeLabRecord(folder, { ...lab, target }, "ada's");

    expect(recordedCommand('cleanup', record)).toBe(
      "orders-lab cleanup --aws --profile 'ada'\\''s' --region us-east-1 --endpoint-url http://127.0.0.1:9 --prefix ada-",
    );
    expect(recordedCommand('cleanup', writeLabRecord(folder, lab))).toBe(
      'orders-lab cleanup --region us-east-1 --prefix ada-',
    );
  });

  it('is gone after cleanup', () => {
    writeLabRecord(folder, offlineLab().lab);

    removeLabRecord(folder);

    expect(readLabRecord(folder)).toBeUndefined();
  });

  it('names a damaged file', () => {
    appendFileSync(join(folder, 'record.json'), '{"v":2}', { mode: 0o600 });

    expect(() => readLabRecord(folder)).toThrow(/record\.json/);
  });
});

describe('the lab folder', () => {
  it('is another one for every account, region, prefix, target and endpoint', () => {
    const names = namesFor('');
    const target = { kind: 'aws', region: 'us-east-1', account: '111111111111' } as const;
    const labs = [
      { target, names },
      { target: { ...target, kind: 'sandbox' as const }, names },
      { target: { ...target, region: 'eu-west-1' }, names },
      { target: { ...target, account: '222222222222' }, names },
      { target: { ...target, endpoint: 'http://127.0.0.1:5000' }, names },
      { target, names: namesFor('ada-') },
    ];

    const folders = labs.map((lab) => openLabFolder(folder, lab));

    expect(new Set(folders).size).toBe(labs.length);
  });

  it('is the same one when the sandbox moves to another port', () => {
    const at = (port: number): string =>
      openLabFolder(folder, {
        target: {
          kind: 'sandbox',
          region: 'us-east-1',
          account: '111122223333',
          endpoint: `http://127.0.0.1:${port}`,
        },
        names: namesFor(''),
      });

    expect(at(4600)).toBe(at(4601));
  });

  it('stays inside the state folder whatever the region is called', () => {
    const path = openLabFolder(folder, {
      target: { kind: 'aws', region: '../../etc', account: '111111111111' },
      names: namesFor(''),
    });

    expect(path.startsWith(join(folder, 'labs'))).toBe(true);
    expect(path).not.toContain('..');
  });
});

describe('the lab lock', () => {
  it('keeps a second run out until the first has ended', () => {
    mkdirSync(folder, { recursive: true });
    const lock = lockLab(folder);

    expect(() => lockLab(folder)).toThrow(/already being worked on/);

    lock.release();
    lockLab(folder).release();
  });
});
