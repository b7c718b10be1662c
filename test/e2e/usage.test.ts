import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI, CliHome, jsonLines } from '../support/cli.js';

const execute = promisify(execFile);
const home = new CliHome();
afterAll(() => home.remove());

describe.concurrent('the program', () => {
  it('can be executed', () => {
    expect(statSync(CLI).mode & 0o111).toBe(0o111);
    expect(readFileSync(CLI, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
  });

  it.each(['--version', '-V'])('answers %s with the version of its package', async (flag) => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

    expect(await home.run([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('helps, on stdout', async () => {
    const { code, stdout, stderr } = await home.run(['--help']);

    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const command of [
      'run',
      'create-table',
      'add-gsi',
      'seed',
      'query',
      'transact',
      'attach-stream',
      'build-api',
      'status',
      'call',
      'export',
      'cleanup',
      'sandbox',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  it('helps whoever types nothing', async () => {
    expect(await home.run([])).toMatchObject({ code: 0, stdout: expect.stringContaining('orders-lab run') });
  });

  it("derives a step's flags from its input, and shows only what means something to a command", async () => {
    const seed = await home.run(['seed', '--help']);
    const env = await home.run(['sandbox', 'env', '--help']);

    expect(seed.stdout).toMatch(/--count <number>.*\n.*default: 200/);
    expect(seed.stdout).toMatch(/--aws/);
    expect(env.stdout).toMatch(/--json/);
    expect(env.stdout).not.toMatch(/--aws/);
  });

  it.each<[string, string[], string, string]>([
    [
      'an unknown command',
      ['crate-table'],
      'There is no command "crate-table".',
      'Did you mean create-table?',
    ],
    ['help about an unknown command', ['help', 'nosuch'], 'There is no command "nosuch".', '--help'],
    [
      'a text that is too short',
      ['query', '--customer', ''],
      '--customer must be a text of 1 to 1024 characters, not "".',
      '--customer cust123',
    ],
    [
      'a value that fills the screen',
      ['query', '--customer', 'x'.repeat(2_000)],
      ` ${'x'.repeat(59)}….\n`,
      '--customer cust123',
    ],
    ['an unknown flag', ['run', '--form', 'seed'], 'There is no flag --form here.', 'Did you mean --from?'],
    ['a flag without its value', ['run', '--from'], 'The flag --from needs a value.', 'run --help'],
    ['a word too many', ['run', 'seed'], '"run" takes no arguments.', 'run --help'],
    [
      'one more than one word',
      ['sandbox', 'advance', '5m', '5m'],
      '"advance" takes one argument.',
      'sandbox advance --help',
    ],
    ['no span of time', ['sandbox', 'advance', ''], 'A span of time is not "".', 'for example 15m'],
    [
      'all hazards and another',
      ['sandbox', 'start', '--hazards', 'realistic,index-build'],
      'realistic stands alone',
      '--hazards realistic',
    ],
    [
      'half a command',
      ['sandbox'],
      '"orders-lab sandbox" needs one of its commands after it.',
      'sandbox --help',
    ],
    [
      'an unknown step',
      ['run', '--from', 'sed'],
      '--from: there is no step "sed".',
      'create-table, add-gsi, seed, query',
    ],
    [
      'a range from back to front',
      ['run', '--from', 'seed', '--to', 'add-gsi'],
      '--from seed comes after --to add-gsi.',
      'in order',
    ],
    [
      'a negative count',
      ['seed', '--count', '-1'],
      '--count must be a whole number from 0 to 1000000, not -1.',
      '--count 200',
    ],
    [
      "a step's own flag of the wrong kind",
      ['run', '--count', '-1'],
      '--count must be a whole number from 0 to 1000000, not -1.',
      '--count 200',
    ],
    [
      'a huge count',
      ['seed', '--count', '1e9'],
      '--count must be a whole number from 0 to 1000000, not 1e9.',
      '--count 200',
    ],
    [
      'a count that is none',
      ['seed', '--count=many'],
      '--count must be a whole number from 0 to 1000000, not many.',
      '--count 200',
    ],
    ['an illegal prefix', ['run', '--prefix', 'a b/'], 'The prefix "a b/" cannot be used', '--prefix ada-'],
    [
      'an illegal prefix for status',
      ['status', '--prefix', '-x'],
      'The prefix "-x" cannot be used',
      '--prefix ada-',
    ],
    [
      'a flag that means nothing',
      ['status', '--dry-run'],
      '--dry-run means nothing to "orders-lab status".',
      'Leave it out.',
    ],
    [
      'a lab flag for the sandbox',
      ['--prefix', 'a-', 'sandbox', 'stop'],
      '--prefix means nothing to "orders-lab sandbox stop".',
      'Leave it out.',
    ],
    [
      '--profile without --aws',
      ['run', '--profile', 'me'],
      '--profile only works together with --aws.',
      'Add --aws',
    ],
    [
      '--endpoint-url without --aws',
      ['run', '--endpoint-url', 'http://127.0.0.1:1'],
      '--endpoint-url only works together with --aws.',
      'Add --aws',
    ],
    [
      'an endpoint that is none',
      ['run', '--aws', '--endpoint-url', 'localhost:5000'],
      '--endpoint-url must be a whole address',
      'http://',
    ],
    [
      'a region that is none',
      ['run', '--aws', '--region', 'europe'],
      '--region must be the code of an AWS region, not "europe".',
      'us-east-1',
    ],
    [
      'a port that is none',
      ['sandbox', 'start', '--port', '70000'],
      '--port must be a whole number from 1 to 65535, not 70000.',
      '--port 4600',
    ],
  ])('refuses %s', async (_, words, message, next) => {
    const { code, stdout, stderr } = await home.run(words);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain(next);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('tells scripts too, and ends with a summary', async () => {
    const result = await home.run(['seed', '--count', '-1', '--json']);

    const lines = jsonLines(result);
    expect(result.code).toBe(2);
    expect(lines.map(({ event }) => event)).toEqual(['error', 'summary']);
    expect(lines[0]).toMatchObject({
      v: 1,
      message: expect.stringContaining('--count'),
      next: expect.any(String),
    });
    expect(lines[1]).toMatchObject({ ok: false, steps: [], calls: 0, remaining: [] });
    expect(result.stderr).toContain('--count must be');
  });

  it('stays quiet when its reader has had enough', async () => {
    const command = `"${process.execPath}" "${CLI}" --help | head -n 1`;

    const { stdout, stderr } = await execute('sh', ['-c', command], { env: home.environment() });

    expect({ stdout, stderr }).toEqual({ stdout: 'Usage: orders-lab <command> [flags]\n', stderr: '' });
  });
});

describe.concurrent('--aws', () => {
  it('asks for consent, and says so where there is nobody to ask', async () => {
    const { code, stderr } = await home.run(['create-table', '--aws', '--region', 'us-east-1']);

    expect(code).toBe(2);
    expect(stderr).toContain('Add --yes');
  });

  it('needs a region, and says how to set one', async () => {
    const { code, stderr } = await home.run(['status', '--aws']);

    expect(code).toBe(2);
    expect(stderr).toContain('No AWS region is set.');
    expect(stderr).toContain('--region us-east-1');
  });

  it.each([
    [
      'keys',
      { AWS_ACCESS_KEY_ID: 'AKIASANDBOXABCDEFGHI', AWS_SECRET_ACCESS_KEY: 'x' },
      'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY',
    ],
    ['endpoint', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4600' }, 'unset AWS_ENDPOINT_URL'],
    [
      'endpoint of one service',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:4600/' },
      'unset AWS_ENDPOINT_URL_DYNAMODB',
    ],
  ])("refuses to run with the sandbox's %s in the environment", async (_, environment, next) => {
    const { code, stderr } = await home.run(['run', '--aws', '--yes', '--region', 'us-east-1'], environment);

    expect(code).toBe(2);
    expect(stderr).toContain('This shell still points at the sandbox');
    expect(stderr).toContain(next);
  });

  it('says what an endpoint that does not answer means', async () => {
    const environment = {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_DEFAULT_REGION: 'eu-west-1',
    };
    const result = await home.run(['status', '--aws', '--endpoint-url', 'http://127.0.0.1:1'], environment);

    expect(result.code).toBe(1);
    expect(result.stderr).toContain('http://127.0.0.1:1 cannot be reached.');
  });
});
