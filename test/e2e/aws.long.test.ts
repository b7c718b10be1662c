import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, jsonLines, Key } from '../support/cli.js';
import { startScriptedServer } from '../support/scripted-server.js';

/** `--aws` as it is used against a mock: here the mock is the sandbox, reached by a profile of its own. */
const home = new CliHome();
let flags: string[];

beforeAll(async () => {
  const { stdout } = await home.run(['sandbox', 'env', '--json']);
  const { set } = JSON.parse(stdout);
  mkdirSync(join(home.path, '.aws'));
  writeFileSync(
    join(home.path, '.aws', 'credentials'),
    `[mock]\naws_access_key_id = ${set.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${set.AWS_SECRET_ACCESS_KEY}\n`,
  );
  writeFileSync(join(home.path, '.aws', 'config'), '[profile mock]\nregion = eu-west-1\n');
  flags = ['--aws', '--profile', 'mock', '--endpoint-url', set.AWS_ENDPOINT_URL];
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

  it('names the address that the shared config files lead to', async () => {
    const address = flags.at(-1);
    const config = join(home.path, 'elsewhere');
    writeFileSync(config, `[default]\nregion = eu-west-1\nendpoint_url = ${address}\n`);
    const { stdout } = await home.run(['status', '--json', '--aws', '--profile', 'mock'], {
      AWS_CONFIG_FILE: config,
      AWS_REGION: 'eu-west-1',
    });

    expect(JSON.parse(stdout)).toMatchObject({ target: 'aws', endpoint: address });
  });

  it.each([
    ['no address at all', { AWS_ENDPOINT_URL: 'nonsense' }, 'unset AWS_ENDPOINT_URL'],
    [
      'the address of one service alone',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' },
      'unset AWS_ENDPOINT_URL_DYNAMODB',
    ],
  ])('is refused with %s in the environment', async (_, environment, next) => {
    const { code, stderr } = await home.run(['status', '--aws', '--region', 'eu-west-1'], environment);

    expect(code).toBe(2);
    expect(stderr).toContain(next);
  });

  it('takes the region as the AWS CLI does: the flag, then the environment, then the profile', async () => {
    const region = async (more: string[], environment: NodeJS.ProcessEnv): Promise<unknown> => {
      const { stdout } = await home.run(['status', '--json', ...flags, ...more], environment);
      return JSON.parse(stdout).region;
    };

    expect(await region(['--region', 'us-west-2'], { AWS_REGION: 'us-east-2' })).toBe('us-west-2');
    expect(await region([], { AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'sa-east-1' })).toBe('us-east-2');
    expect(await region([], { AWS_DEFAULT_REGION: 'sa-east-1' })).toBe('sa-east-1');
  });
});
