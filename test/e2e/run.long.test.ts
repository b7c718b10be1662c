/** What takes the whole lab from end to end, or a long piece of work. */
import { afterAll, expect, it } from 'vitest';
import { STEPS } from '../../src/steps/index.js';
import { CliHome, jsonLines, type StartedCli } from '../support/cli.js';

const home = new CliHome();
afterAll(() => home.remove());

const IDS = STEPS.map(({ id }) => id);

async function statusOf(lab: readonly string[]): Promise<Record<string, unknown>> {
  const result = await home.run(['status', '--json', ...lab]);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.stdout);
}

it('the lab is told to a person without a terminal, without a prompt', async () => {
  const { code, stdout, stderr } = await home.run(['run']);

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`Step 2 of ${IDS.length} · `);
  expect(stdout).toMatch(/dynamodb:CreateTable +\d+ ms/);
  expect(stdout).toContain(`${IDS.length} steps done and proven, cleaned up`);
  expect(stdout).toContain('Nothing of this lab remains.');
  expect(stdout).not.toContain('\u001b');
});

it('a part of the lab ends where --to says, is seen by status, goes on where --from says, and is kept with --keep', async () => {
  const lab = home.newLab();
  const nothing = { steps: IDS.map((id) => ({ id, state: 'todo' })), remaining: [] };
  expect(await statusOf(lab)).toMatchObject({ v: 1, target: 'sandbox', prefix: lab[1], ...nothing });

  const first = await home.run(['run', '--to', 'add-gsi', '--json', ...lab]);
  expect(first.code).toBe(0);
  expect(jsonLines(first).at(-1)).toMatchObject({
    ok: true,
    steps: [
      { id: 'create-table', state: 'done' },
      { id: 'add-gsi', state: 'done' },
    ],
    remaining: expect.arrayContaining([
      expect.objectContaining({ kind: 'dynamodb-table', name: `${lab[1]}Orders` }),
    ]),
  });
  expect(await statusOf(lab)).toMatchObject({
    steps: IDS.map((id, index) => ({ id, state: index < 2 ? 'done' : 'todo' })),
  });

  const second = await home.run(['run', '--from', 'seed', '--keep', '--json', ...lab]);
  expect(second.code).toBe(0);
  expect(await statusOf(lab)).toMatchObject({ steps: IDS.map((id) => ({ id, state: 'done' })) });

  const dry = await home.run(['cleanup', '--dry-run', ...lab]);
  expect(dry.stdout).toContain(`${lab[1]}Orders`);
  const cleanup = await home.run(['cleanup', '--json', ...lab]);
  expect(jsonLines(cleanup).at(-1)).toMatchObject({ ok: true, remaining: [] });
  expect(await statusOf(lab)).toMatchObject(nothing);
});

it('two runs do not work on one lab at once', async () => {
  const { busy, lab } = await startLong();

  const second = await home.run(['cleanup', '--json', ...lab]);

  expect(second.code).toBe(2);
  expect(second.stderr).toContain('This lab is already being worked on.');
  busy.signal('SIGINT');
  await busy.result;
});

it('a sandbox that is killed in the middle of a step ends the run with a reason, and loses nothing', async () => {
  const { busy, lab } = await startLong();
  const { stdout } = await home.run(['sandbox', 'status', '--json']);
  process.kill(JSON.parse(stdout).pid, 'SIGKILL');
  const result = await busy.result;

  expect(result.code).toBe(1);
  expect(result.stderr).toContain('does not answer');
  expect(jsonLines(result).at(-1)).toMatchObject({ ok: false, remaining: [], remainingUnknown: true });
  const again = await home.run(['run', '--from', 'seed', '--to', 'seed', '--json', ...lab]);
  expect(jsonLines(again).at(-1)).toMatchObject({ ok: true });
});

it('an interruption says how to go on and what remains, and the lab goes on', async () => {
  const { busy, lab } = await startLong();
  busy.signal('SIGINT');
  const result = await busy.result;

  expect(result.code).toBe(130);
  expect(result.stderr).toContain('Interrupted.');
  expect(result.stderr).toContain(`Go on with: orders-lab seed --count 1000000 --json --prefix ${lab[1]}\n`);
  expect(result.stderr).toContain(`orders-lab cleanup --prefix ${lab[1]}\n`);
  expect(jsonLines(result).at(-1)).toMatchObject({
    ok: false,
    steps: [{ id: 'seed', state: 'failed' }],
    remaining: expect.arrayContaining([expect.objectContaining({ kind: 'dynamodb-table' })]),
  });
  expect((await home.run(['cleanup', '--json', ...lab])).code).toBe(0);
});

/** A step in the middle of a long piece of work. */
async function startLong(): Promise<{ busy: StartedCli; lab: readonly string[] }> {
  const lab = home.newLab();
  await home.run(['create-table', '--json', ...lab]);
  const busy = home.start(['seed', '--count', '1000000', '--json', ...lab]);
  await busy.saw('"operation":"BatchWriteItem"');
  return { busy, lab };
}
