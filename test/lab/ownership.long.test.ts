/** What is not ours is neither changed nor deleted: by any step, by cleanup, of whatever kind it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenLab } from '../../src/lab/create-lab.js';
import { namesFor } from '../../src/lab/names.js';
import { LAB_TAG, OWNER_TAG } from '../../src/lab/ownership.js';
import { type Resource, resourceKey } from '../../src/lab/resource.js';
import type { RunOutcome } from '../../src/lab/runner.js';
import { requirementsOf } from '../../src/lab/selection.js';
import type { StepId } from '../../src/lab/step.js';
import { ALARM_KIND } from '../../src/resources/alarm.js';
import { DASHBOARD_KIND } from '../../src/resources/dashboard.js';
import { REST_API_KIND } from '../../src/resources/rest-api.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, entryOf, failed, inspect, runOnly, runTo } from '../support/steps.js';
import { foreignKindOf, type Tags } from './ownership-kinds.js';

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const ME = 'arn:aws:iam::111122223333:user/learner';
const ADA = 'arn:aws:iam::111122223333:user/ada';
const BOB = 'arn:aws:iam::111122223333:user/bob';

/** Everything that the steps build under these names, each thing once. */
async function builtBySteps(prefix: string): Promise<Resource[]> {
  const resources = new Map<string, Resource>();
  for (const { load } of STEPS) {
    for (const resource of (await load()).resources(namesFor(prefix), 'us-east-1')) {
      resources.set(resourceKey(resource), resource);
    }
  }
  return [...resources.values()];
}

/** The steps that build it, what they require, and what requires them: nobody else looks at it. */
async function stepsAbout(resource: Resource, prefix: string): Promise<StepId[]> {
  const builders = new Set<StepId>();
  for (const { id, load } of STEPS) {
    const built = (await load()).resources(namesFor(prefix), 'us-east-1').map(resourceKey);
    if (built.includes(resourceKey(resource))) builders.add(id);
  }
  const requires = (id: StepId): StepId[] => requirementsOf(STEPS, id).map((entry) => entry.id);
  const required = new Set([...builders].flatMap(requires));
  return STEPS.map(({ id }) => id).filter(
    (id) => builders.has(id) || required.has(id) || requires(id).some((other) => builders.has(other)),
  );
}

function mutations({ calls }: Pick<TestLab, 'calls'>): { operation: string; input: unknown }[] {
  return calls.filter(({ operation }) => !/^(Describe|List|Get|Query|Scan)/.test(operation));
}

/** The ids of all checks, of all steps, that do not hold. */
async function broken({ lab }: TestLab): Promise<string[]> {
  const ids: string[] = [];
  for (const { id } of STEPS) ids.push(...failed(await inspect(lab, id)).map((check) => `${id} ${check}`));
  return ids;
}

/** All that the steps build, without the proofs of those that build nothing. */
async function buildAll(lab: OpenLab): Promise<void> {
  await runTo(lab, 'seed');
  for (const id of ['attach-stream', 'build-api', 'monitor'] as const) {
    await (await entryOf(id).load()).build?.(lab, {});
  }
}

const WHOSE: readonly (readonly [string, string, (labId: string) => Tags])[] = [
  ['nobody', 'n', () => ({})],
  ['another owner', 'o', (labId) => ({ [LAB_TAG]: labId, [OWNER_TAG]: BOB })],
  ['another lab of the same owner', 'l', () => ({ [LAB_TAG]: 'other-', [OWNER_TAG]: ME })],
];
/** Names of REST APIs are not unique: one that is not ours is in nobody's way (test/resources/rest-api.test.ts). */
async function namedBySteps(prefix: string): Promise<Resource[]> {
  return (await builtBySteps(prefix)).filter(({ kind }) => kind !== REST_API_KIND);
}
const EVERYTHING = await namedBySteps('');
/** Alarms and dashboards need the whole lab before them to be walked to: see test/steps/monitor.test.ts. */
const WALKED_TO = EVERYTHING.filter(({ kind }) => kind !== ALARM_KIND && kind !== DASHBOARD_KIND);
const ONE_OF_EACH_KIND = [...new Map(WALKED_TO.map((resource) => [resource.kind, resource])).values()];

describe.each(WHOSE)('what belongs to %s', (whose, letter, tagsFor) => {
  const tried = whose === 'nobody' ? WALKED_TO : ONE_OF_EACH_KIND;
  it.each(tried.map((resource) => [resourceKey(resource), EVERYTHING.indexOf(resource)] as const))(
    'is left as it is: %s',
    async (_key, index) => {
      const prefix = `${letter}${index}-`;
      const resource = (await namedBySteps(prefix))[index];
      if (resource === undefined) throw new Error(`nothing has the number ${index}`);
      const { make, describe, isMeant } = foreignKindOf(resource);
      await make(sandbox, resource.name, tagsFor(prefix));
      const before = await describe(sandbox, resource.name);
      const opened = await openTestLab(sandbox, { prefix, owner: ME });

      const outcomes: RunOutcome[] = [];
      for (const id of await stepsAbout(resource, prefix)) outcomes.push(await runOnly(opened.lab, id));
      const cleanup = await cleanAll(opened.lab);

      expect(outcomes.map(({ problem }) => problem?.message)).toContainEqual(
        expect.stringContaining(`${resource.name} that this lab must not touch`),
      );
      expect(cleanup).toMatchObject({ result: 'clean', remaining: [] });
      expect(cleanup.removals).toContainEqual(
        expect.objectContaining({ kind: resource.kind, name: resource.name, result: 'left-alone' }),
      );
      expect(mutations(opened).filter(({ input }) => isMeant(resource.name, input))).toEqual([]);
      expect(await describe(sandbox, resource.name)).toEqual(before);
    },
  );
});

describe('labs beside each other', () => {
  it('never touch each other, even where one prefix begins with another', async () => {
    const plain = await openTestLab(sandbox);
    const ada = await openTestLab(sandbox, { prefix: 'ada-' });
    const adaToo = await openTestLab(sandbox, { prefix: 'ada-b-' });
    for (const { lab } of [plain, ada, adaToo]) await buildAll(lab);

    const plainCleanup = await cleanAll(plain.lab);
    expect(plainCleanup).toMatchObject({ result: 'clean', remaining: [] });
    expect([await broken(ada), await broken(adaToo)]).toEqual([[], []]);

    const adaCleanup = await cleanAll(ada.lab);
    expect(adaCleanup).toMatchObject({ result: 'clean', remaining: [] });
    expect(await broken(adaToo)).toEqual([]);

    const touched = mutations({ calls: [...plain.calls, ...ada.calls] });
    expect(touched.filter(({ input }) => JSON.stringify(input).includes('ada-b-'))).toEqual([]);
    expect([...plainCleanup.removals, ...adaCleanup.removals].map(({ result }) => result)).not.toContain(
      'left-alone',
    );
    await cleanAll(adaToo.lab);
  });

  it('of two owners with one prefix: the second is refused, and cleans up nothing', async () => {
    const ada = await openTestLab(sandbox, { prefix: 'both-', owner: ADA });
    const bob = await openTestLab(sandbox, { prefix: 'both-', owner: BOB });
    await buildAll(ada.lab);
    const found = await Promise.all((await namedBySteps('both-')).map(({ find }) => find(ada.lab)));
    const built = found.filter(({ state }) => state === 'ours').length;

    const whole = await runTo(bob.lab);
    const cleanup = await cleanAll(bob.lab);

    expect(whole).toMatchObject({ result: 'failed', problem: { because: expect.stringContaining(ADA) } });
    expect(failed(await inspect(bob.lab, 'create-table'))).toEqual(['ownership']);
    expect(new Set(cleanup.removals.map(({ result }) => result))).toEqual(new Set(['left-alone']));
    expect(cleanup).toMatchObject({
      result: 'clean',
      removals: { length: built },
      remaining: [],
    });
    expect(mutations(bob)).toEqual([]);
    expect(await broken(ada)).toEqual([]);
    await cleanAll(ada.lab);
  });
});
