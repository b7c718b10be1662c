import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, jsonLines, Key } from '../support/cli.js';
import { startMockAccount } from '../support/mock-account.js';
import { startScriptedServer } from '../support/scripted-server.js';

/** `--aws` as it is used against a mock: here the mock is the sandbox, reached by a profile of its own. */
const home = new CliHome();
const EXPIRED =
  '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>It has expired</Message></Error></ErrorResponse>';
let flags: readonly string[];

beforeAll(async () => {
  flags = (await startMockAccount(home)).aws;
});
afterAll(() => home.remove());

async function tablesLeft(lab: readonly string[]): Promise<unknown> {
  const { stdout } = await home.run(['status', '--json', ...flags, ...lab]);
  return JSON.parse(stdout);
}

describe('a lab on AWS', () => {
  it('that is interrupted before it has begun is reached again as it was', async () => {
    let hasAsked = (): void => {};
    const asked = new Promise<void>((resolve) => {
      hasAsked = resolve;
    });
    const server = await startScriptedServer(() => {
      hasAsked();
      return 'hang';
    });
    const place = ['--aws', '--profile', 'mock', '--endpoint-url', server.endpoint, '--prefix', 'zed-'];
    const asking = home.start(['status', ...place]);
    await asked;
    asking.signal('SIGINT');
    const { code, stderr } = await asking.result;
    server.close();

    expect(code).toBe(130);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`Go on with: orders-lab status ${place.join(' ')}`);
    expect(stderr.replace(/\s+/g, ' ')).toContain(`with: orders-lab cleanup ${place.join(' ')}`);
  });

  it("is in the profile's region, and is cleaned up", async () => {
    const lab = home.newLab();
    const built = await home.run(['create-table', '--yes', '--json', ...flags, ...lab]);

    expect(built.code).toBe(0);
    expect(await tablesLeft(lab)).toMatchObject({
      target: 'aws',
      region: 'eu-west-1',
      steps: expect.arrayContaining([expect.objectContaining({ id: 'create-table', state: 'done' })]),
    });
    const cleanup = await home.run(['cleanup', '--yes', '--json', ...flags, ...lab]);
    expect(jsonLines(cleanup).at(-1)).toMatchObject({ event: 'summary', ok: true, remaining: [] });
  });

  it('shows where it works and what it costs, and changes nothing unless yes is typed', async () => {
    const lab = home.newLab();
    const session = home.terminal(['create-table', ...flags, ...lab]);
    await session.shows('real resources in a real account');
    await session.shows('eu-west-1');
    await session.shows('1.7 cents an hour');
    await session.shows('This works on account 111122223333 in eu-west-1. Type yes to go on:');
    session.press(`y${Key.enter}`);
    await session.shows('Nothing was changed.');

    expect(await session.exited).toBe(2);
    expect(await tablesLeft(lab)).toMatchObject({ remaining: [] });
  });

  it('goes on when yes is typed', async () => {
    const lab = home.newLab();
    const session = home.terminal(['create-table', ...flags, ...lab]);
    await session.shows('Type yes to go on:');
    session.press(`yes${Key.enter}`);

    expect(await session.exited).toBe(0);
    expect(await tablesLeft(lab)).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ id: 'create-table', state: 'done' })]),
    });
  });

  it('stops at once where the session has ended, and says how to get a new one', async () => {
    const server = await startScriptedServer(() => ({ status: 403, body: EXPIRED }));
    const place = ['--aws', '--profile', 'mock', '--endpoint-url', server.endpoint, '--yes', '--json'];
    const { code, stdout, stderr } = await home.run(['create-table', ...place]);
    server.close();
    const lines = jsonLines({ code, stdout, stderr });

    expect(code).toBe(1);
    expect(lines.find(({ event }) => event === 'error')).toMatchObject({
      message: 'The AWS credentials have expired.',
      next: 'Put new credentials into the profile mock, then run the same command again: it goes on.',
    });
    expect(lines.at(-1)).toMatchObject({ event: 'summary', ok: false });
    expect(lines.filter(({ event }) => event === 'call')).toHaveLength(1);
  });

  it('changes nothing with --dry-run, and asks nobody', async () => {
    const lab = home.newLab();
    const { code } = await home.run(['create-table', '--dry-run', ...flags, ...lab]);

    expect(code).toBe(0);
    expect(await tablesLeft(lab)).toMatchObject({ remaining: [] });
  });
});
