import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/steps/index.js';
import { CliHome, Key } from '../support/cli.js';

const home = new CliHome();
beforeAll(async () => {
  await home.run(['sandbox', 'start']);
});
afterAll(() => home.remove());

const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';

describe('a learner at a terminal', () => {
  it('is told, asked and shown, step by step, to the end', async () => {
    const session = home.terminal(['run', ...home.newLab()]);
    for (const position of STEPS.keys()) {
      await session.shows(`Step ${position + 1} of ${STEPS.length} · `);
      await session.shows('Calls it may make:');
      await session.shows('Run this step?');
      await session.shows('Leave the lab');
      session.press(Key.enter);
    }
    await session.shows('Remove all of this?');
    session.press(Key.enter);
    await session.shows(`${STEPS.length} steps done and proven, cleaned up`);

    expect(await session.exited).toBe(0);
    expect(session.lines().join('\n')).toMatch(/✔ .*is this lab's/);
    expect(session.raw()).toContain('\u001b[36m');
    expect(session.raw().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(session.raw().lastIndexOf(HIDE_CURSOR));
  });

  it('can change the settings of a step, within what they allow', async () => {
    const session = home.terminal(['run', '--from', 'seed', '--to', 'seed', ...home.newLab()]);
    await session.shows('Run it (count 200');
    session.press(`c${Key.enter}`);
    await session.shows('How many generated orders');
    session.press(`\u0015-1${Key.enter}`);
    await session.shows('It must be a whole number from 0 to 1000000.');
    session.press(`\u00157${Key.enter}`);
    await session.shows('Which orders are generated');
    session.press(Key.enter);
    await session.shows('Run it (count 7, seed 1)');
    session.press(`l${Key.enter}`);

    expect(await session.exited).toBe(0);
  });

  it('can skip a step, and is told what then is missing', async () => {
    const session = home.terminal(['run', '--to', 'add-gsi', ...home.newLab()]);
    await session.shows('Leave the lab');
    session.press(`s${Key.enter}`);
    await session.shows('Skipped');
    await session.shows('Leave the lab');
    session.press(Key.enter);
    await session.shows('add-gsi needs create-table, which is not done.');
    await session.shows('orders-lab create-table');

    expect(await session.exited).toBe(1);
  });

  it('can leave, and come back', async () => {
    const lab = home.newLab();
    const session = home.terminal(['run', ...lab]);
    await session.shows('Leave the lab');
    session.press(Key.enter);
    await session.shows(`Step 2 of ${STEPS.length}`);
    await session.shows('Leave the lab');
    session.press(`l${Key.enter}`);
    await session.shows('Still there:');
    await session.shows('orders-lab run');
    expect(await session.exited).toBe(0);

    const again = home.terminal(['run', ...lab]);
    await again.shows('This lab goes on from where it was');
    await again.shows('Leave the lab');
    again.press(`l${Key.enter}`);
    expect(await again.exited).toBe(0);
  });

  it('can press Ctrl-C at a question', async () => {
    const session = home.terminal(['run', ...home.newLab()]);
    await session.shows('Leave the lab');
    session.press(Key.controlC);
    await session.shows('Interrupted.');
    await session.shows('Go on with: orders-lab run');
    await session.shows('Remove everything with: orders-lab cleanup');

    expect(await session.exited).toBe(130);
    expect(session.raw().match(/Interrupted/g)).toHaveLength(1);
    expect(session.raw().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(session.raw().lastIndexOf(HIDE_CURSOR));
  });

  it('can press Ctrl-C in the middle of a call', async () => {
    const lab = home.newLab();
    await home.run(['create-table', '--json', ...lab]);
    const session = home.terminal(['seed', '--count', '1000000', ...lab]);
    await session.shows('/s · ');
    session.press(Key.controlC);
    await session.shows('Interrupted.');

    expect(await session.exited).toBe(130);
    expect(session.raw().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(session.raw().lastIndexOf(HIDE_CURSOR));
  });

  it('sees nothing wider than a narrow terminal', async () => {
    const session = home.terminal(['run', '--yes', ...home.newLab()], { columns: 50 });

    expect(await session.exited).toBe(0);
    const wide = session.lines().filter((line) => stringWidth(line) > 50);
    // What is there to be pasted is not broken: the terminal does that, and a copy is whole.
    expect(wide.filter((line) => !/^ *curl /.test(line))).toEqual([]);
  });

  it.each<[string, string[], NodeJS.ProcessEnv]>([
    ['--no-color', ['--no-color'], {}],
    ['NO_COLOR', [], { NO_COLOR: '1' }],
  ])('sees no colour with %s', async (_, flags, environment) => {
    const session = home.terminal(['run', '--to', 'create-table', ...flags, ...home.newLab()], {
      environment,
    });
    await session.shows('Leave the lab');
    session.press(Key.enter);

    expect(await session.exited).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences.
    expect(session.raw()).not.toMatch(/\u001b\[(1|2|3[0-7]|9[0-7])m/);
  });

  it('is asked nothing with --yes', async () => {
    const session = home.terminal(['create-table', '--yes', ...home.newLab()]);

    expect(await session.exited).toBe(0);
    expect(session.raw()).not.toContain('Run this step?');
  });
});
