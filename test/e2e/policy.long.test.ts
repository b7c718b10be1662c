/** A learner with a prefix who may do what `doctor --policy` prints, and nothing else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CliHome, type CliResult } from '../support/cli.js';

/** As long as a prefix may be. */
const LAB = ['--prefix', 'a-class-of-thirty-01'] as const;

const home = new CliHome();
afterAll(() => home.remove());

it('everything that the program does is done under the policy that it prints', async () => {
  // Prepare
  const printed = await home.run(['doctor', '--policy', ...LAB]);
  const file = join(home.path, 'policy.json');
  writeFileSync(file, printed.stdout);
  expect(await home.run(['sandbox', 'policy', file])).toMatchObject({ code: 0 });

  // Act
  const commands = [
    ['status', '--json'],
    // What the steps ask for is the matter of test/anywhere/policy; here it is what the commands do around them.
    ['run', '--to', 'build-api', '--json'],
    ['create-table', '--json'],
    ['status', '--json'],
    ['call', 'GET', '/orders?customer_id=cust123'],
    ['logs', '--function', 'orders-api'],
    ['export', 'openapi'],
    ['export', 'postman'],
    ['cleanup', '--dry-run', '--json'],
    ['cleanup', '--json'],
    ['cleanup', '--json'],
  ];
  const ended: [string, CliResult][] = [];
  for (const words of commands) ended.push([words.join(' '), await home.run([...words, ...LAB])]);
  const used = await home.run(['sandbox', 'policy', '--used', '--json']);

  // Assess
  expect(ended.filter(([, { code }]) => code !== 0)).toEqual([]);
  const { used: uses } = JSON.parse(used.stdout);
  expect(uses.filter(({ allowed }: { readonly allowed: boolean }) => !allowed)).toEqual([]);
}, 180_000);
