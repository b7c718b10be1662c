/** What the program says about money: before a step, while things stand, and at cleanup. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliHome, jsonLines } from '../support/cli.js';
import { startMockAccount } from '../support/mock-account.js';

/** Table and two scalable targets: 5 × $0.00065 + 5 × $0.00013, and 8 alarms at $0.10 for 730 hours. */
const TABLE_PER_HOUR = 5 * 0.000_65 + 5 * 0.000_13 + (8 * 0.1) / 730;

const home = new CliHome();
/** To the sandbox, as if it were AWS. */
let aws: readonly string[];

beforeAll(async () => {
  // No profile is read for a price.
  aws = [...(await startMockAccount(home)).aws, '--region', 'eu-west-1'];
});
afterAll(() => home.remove());

async function wordsOf(words: readonly string[]): Promise<string> {
  const { stdout } = await home.run(words);
  return stdout.replace(/\s+/g, ' ');
}

describe('in the sandbox', () => {
  it('it is told what it would have cost on AWS', async () => {
    const lab = home.newLab();
    await home.run(['create-table', ...lab]);
    await home.run(['sandbox', 'advance', '5h']);

    const { stdout } = await home.run(['status', '--json', ...lab]);
    const status = await wordsOf(['status', ...lab]);
    const cleanup = await home.run(['cleanup', '--json', ...lab]);

    expect(JSON.parse(stdout).cost).toMatchObject({
      perHour: expect.closeTo(TABLE_PER_HOUR, 10),
      soFar: expect.closeTo(5 * TABLE_PER_HOUR, 3),
    });
    expect(status).toContain('On AWS this would cost about 0.5 cents an hour, and would have cost about 2.5');
    const [plan] = jsonLines(cleanup).filter(({ title }) => title === 'What exists');
    expect(plan).toMatchObject({ data: { caption: expect.stringContaining('about 2.5 cents so far') } });
    expect(jsonLines(cleanup).at(-1)).toMatchObject({ event: 'summary', ok: true, remaining: [] });
  });

  it('a plan says it in short, for the input that is given', async () => {
    const few = await wordsOf(['seed', '--dry-run']);
    const many = await wordsOf(['seed', '--count', '1000000', '--dry-run']);

    expect(few).toContain('On AWS this would cost nothing of its own');
    expect(many).toContain('about 52 cents for a run');
  });
});

describe('on AWS', () => {
  it('a step says what it costs before it runs, and what stands costs until cleanup', async () => {
    const lab = home.newLab();

    const plan = await wordsOf(['create-table', '--dry-run', ...aws, ...lab]);
    const built = await wordsOf(['create-table', '--yes', ...aws, ...lab]);
    const status = await wordsOf(['status', ...aws, ...lab]);

    expect(plan).toContain(
      'It costs about 0.5 cents an hour until cleanup: the table Orders: 5 read and 5 write',
    );
    expect(plan).toContain('8 alarms of the auto scaling');
    expect(plan).toContain('prices of us-east-1');
    expect(plan).toContain('those of eu-west-1 differ');
    expect(built).toContain('the lab costs about 1.7 cents an hour, which is $12.09 in a month');
    expect(built).toContain('That costs about 0.5 cents an hour until cleanup');
    expect(status).toContain('What stands costs about 0.5 cents an hour');
  });

  it('a plan for scripts has the costs as rows', async () => {
    const result = await home.run(['monitor', '--dry-run', '--json', ...aws]);

    const [plan] = jsonLines(result).filter(({ event }) => event === 'evidence');

    expect(plan).toMatchObject({
      data: { rows: expect.arrayContaining([['costs, per hour', '$0.0025 18 alarms']]) },
    });
  });
});
