/** `doctor --class` as an instructor meets it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome } from '../support/cli.js';

let home: CliHome;
beforeAll(() => {
  home = new CliHome();
});
afterAll(() => home.remove());

describe('doctor --class', () => {
  it('shows every lab of the account, each in full by its prefix, and not after its cleanup', async () => {
    const far = ['--region', 'eu-west-1', '--prefix', 'far-'];
    await home.run(['create-table', '--yes', '--prefix', 'near-']);
    await home.run(['create-table', '--yes', ...far]);

    const all = await home.run(['doctor', '--class', '--json']);
    const one = await home.run(['doctor', '--class', '--prefix', 'far-']);

    expect([all.code, one.code]).toEqual([0, 0]);
    expect(JSON.parse(all.stdout)).toMatchObject({
      v: 1,
      account: expect.stringMatching(/^\d{12}$/),
      regions: ['eu-west-1', 'us-east-1'],
      orphans: [],
    });
    const { labs }: { labs: { prefix: string; command: string }[] } = JSON.parse(all.stdout);
    expect(new Map(labs.map(({ prefix, command }) => [prefix, command]))).toEqual(
      new Map([
        ['near-', 'orders-lab cleanup --prefix near-'],
        ['far-', 'orders-lab cleanup --region eu-west-1 --prefix far-'],
      ]),
    );
    expect(one.stdout).toContain('1 lab in account');
    expect(one.stdout).toContain('arn:aws:dynamodb:eu-west-1');

    await home.run(['cleanup', '--yes', ...far]);
    const after = await home.run(['doctor', '--class']);

    expect(after.stdout).toMatch(/1 lab in account \d{12}; looked in us-east-1$/m);
    expect(after.stdout).toContain('orders-lab cleanup --prefix near-');
    // In full only where one is asked for.
    expect(after.stdout).not.toContain('arn:aws:dynamodb');
  });
});
