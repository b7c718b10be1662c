/** Thirty prefixes side by side: no name of one lab is a name of another, however alike their prefixes are. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namesFor } from '../../src/lab/names.js';
import { resourceKey } from '../../src/lab/resource.js';
import { STEPS as ENTRIES } from '../../src/steps/index.js';
import { inventoryOf } from '../anywhere/inventory.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, failed, inspect } from '../support/steps.js';
import { ClassClock } from './class-clock.js';
import { buildOneRoute, complaint, openClass } from './students.js';

const REGION = 'us-east-1';

/** Everything that a lab builds, by kind and name. */
async function everythingOf(prefix: string): Promise<string[]> {
  const steps = await Promise.all(ENTRIES.map((entry) => entry.load()));
  const keys = steps.flatMap((step) => step.resources(namesFor(prefix), REGION).map(resourceKey));
  return [...new Set(keys)];
}

/** Made of the lab's own names, so that one prefix may end as another lab's name begins. */
const prefix = fc
  .array(fc.constantFrom('a', 'b', '-', '1', 'Orders', 'orders-', 'API', 'Tune', 'api'), { maxLength: 5 })
  .map((parts) => parts.join(''))
  .filter((text) => /^([A-Za-z][A-Za-z0-9-]{0,19})?$/.test(text));

describe('two labs', () => {
  it('share no name', async () => {
    await fc.assert(
      fc.asyncProperty(prefix, prefix, async (one, other) => {
        fc.pre(one !== other);
        const theirs = new Set(await everythingOf(other));
        expect((await everythingOf(one)).filter((key) => theirs.has(key))).toEqual([]);
      }),
    );
  });
});

describe('two prefixes that differ in case only', () => {
  let sandbox: TestSandbox;
  let clock: ClassClock;
  beforeAll(async () => {
    sandbox = await startTestSandbox(undefined, { stillClock: true });
    clock = new ClassClock(sandbox);
  });
  afterAll(() => sandbox.close());

  it('mean one role to IAM: the second lab is told so, and touches nothing of the first', async () => {
    const [first, second] = await openClass(sandbox, clock, ['ada-', 'Ada-']);
    if (first === undefined || second === undefined) return expect.unreachable();
    await clock.during([buildOneRoute(first)]);

    const told = complaint(second, () => buildOneRoute(second));
    await clock.during([told]);
    const cleaning = cleanAll(second.lab);
    await clock.during([cleaning]);

    expect(await told).toMatch(/^Ada-: There is a role .* It belongs to the lab "ada-"/);
    expect(await cleaning).toMatchObject({ result: 'clean' });
    const left = failed(await inspect(first.lab, 'build-api'));
    expect(left).not.toContain('role');
    const ending = cleanAll(first.lab);
    await clock.during([ending]);
    expect((await ending).removals.map(({ kind, result }) => [kind, result])).toEqual([
      ['rest-api', 'deleted'],
      ['lambda-function', 'deleted'],
      ['log-group', 'deleted'],
      ['iam-role', 'deleted'],
    ]);
    expect(await inventoryOf(sandbox)).toEqual([]);
  });
});
