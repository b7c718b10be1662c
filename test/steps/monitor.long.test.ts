/** monitor: each thing that differs is repaired by just the calls that it takes, and the proof cannot be fooled. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLab, type TestLab, type TestLabOptions } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { demonstrate, entryOf, failed, inspect, runTo } from '../support/steps.js';
import { SABOTAGES, type Saboteur, saboteurOf } from './monitor-sabotage.js';

/** Virtual milliseconds until every alarm has been looked at again. */
const EVALUATED = 2 * 60_000;

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
  await runTo(opened.lab, 'add-gsi');
  await build();
});
afterAll(() => sandbox.close());

/** Without the proof. @returns the operations that changed something. */
async function build(): Promise<string[]> {
  const done = opened.calls.length;
  await (await entryOf('monitor').load()).build?.(opened.lab, {});
  const operations = opened.calls.slice(done).map(({ operation }) => operation);
  return operations.filter((operation) => !/^(Describe|List|Get)/.test(operation));
}

async function broken(): Promise<string[]> {
  return failed(await inspect(opened.lab, 'monitor'));
}

describe('what differs', () => {
  it.each(SABOTAGES)('%s, is told by just the check about it, and just that is repaired', async (...row) => {
    const [, sabotage, checks, repair] = row;
    await sabotage(saboteurOf(sandbox));

    const told = await broken();
    const changes = await build();

    expect(told).toEqual(checks);
    expect(changes).toEqual(repair);
    expect(await broken()).toEqual([]);
  });

  it('a dashboard that was deleted is made again, with its tags', async () => {
    await saboteurOf(sandbox).deleteDashboard();

    const told = await broken();
    await build();

    expect(told).toHaveLength(1 + 10);
    expect(await broken()).toEqual([]);
  });

  it('a widget that somebody has added stays, whatever is repaired beside it', async () => {
    const own = { type: 'text', properties: { title: 'Mine', markdown: 'Look here' } };
    await saboteurOf(sandbox).changeDashboard((widgets) => [...widgets.slice(1), own]);

    await build();

    expect(await saboteurOf(sandbox).titles()).toContain('Mine');
    expect(await broken()).toEqual([]);
  });
});

describe('the proof', () => {
  it.each<[string, string, (saboteur: Saboteur) => Promise<void>]>([
    [
      'an alarm that never is quiet',
      'alarm-calm',
      ({ changeAlarm }) => changeAlarm('table-reads', { Threshold: -1 }),
    ],
    ['an alarm that is gone', 'alarm-calm', ({ deleteAlarm }) => deleteAlarm('table-reads')],
    [
      'an alarm above what the table can serve',
      'alarm-load',
      ({ changeAlarm }) => changeAlarm('table-reads', { Threshold: 9_000 }),
    ],
    [
      'an alarm with wrong dimensions',
      'alarm-fires',
      ({ changeAlarm }) => changeAlarm('table-reads', { Dimensions: [{ Name: 'Table', Value: 'Orders' }] }),
    ],
  ])('fails for %s', async (_, check, sabotage) => {
    await sabotage(saboteurOf(sandbox));
    await sandbox.advance(EVALUATED);

    const checks = await demonstrate(opened.lab, 'monitor', { monitor: { skipAlarm: false } });

    expect(failed(checks)).toEqual([check]);
    await build();
  });

  it('fails for an alarm that does not calm down', async () => {
    const saboteur = saboteurOf(sandbox);
    let sabotaged: Promise<void> | undefined;
    const onEvent: TestLabOptions['onEvent'] = (event) => {
      if (event.event !== 'progress' || !event.title.endsWith(' to be ALARM')) return;
      // From now on nothing at all is too much.
      sabotaged ??= saboteur.changeAlarm('table-reads', { Threshold: -1 });
    };
    const { lab } = await openTestLab(sandbox, { onEvent });

    const checks = await demonstrate(lab, 'monitor', { monitor: { skipAlarm: false } });
    await sabotaged;

    expect(failed(checks)).toEqual(['alarm-recovers']);
    await build();
  });
});
