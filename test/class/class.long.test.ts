/** A class of thirty in one account where AWS is awkward: all begin at once, and all clean up at once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CleanupOutcome } from '../../src/lab/cleanup.js';
import { hazardNames } from '../../src/sandbox/hazards.js';
import { inventoryOf } from '../anywhere/inventory.js';
import type { TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { cleanAll, failed, inspect } from '../support/steps.js';
import { ClassClock } from './class-clock.js';
import { build, buildOneRoute, complaint, openClass, PREFIXES, refusalsOf } from './students.js';

const MINUTE = 60_000; /* ms */
/** So many build the whole API; the others all there is to it, but with one route, whose calls are a sixth. */
const WHOLE = 5;
/** Thirty deletions, one every 30 s, the first at once. */
const AT_LEAST = 29 * 30_000;
const AT_MOST = 30 * MINUTE;

let sandbox: TestSandbox;
let clock: ClassClock;
let students: TestLab[];
beforeAll(async () => {
  sandbox = await startTestSandbox(undefined, { stillClock: true });
  clock = new ClassClock(sandbox);
  students = await openClass(sandbox, clock);
  // An index takes its minutes in `steps/hazards`. Here it would keep the class from doing things at once.
  sandbox.server.hazards.set(hazardNames().filter((name) => name !== 'index-build'));
});
afterAll(() => sandbox.close());

/** What all of them do at once. Prints how long it took the last of them, and how many of their calls were refused. */
async function together<T>(what: string, work: (student: TestLab, index: number) => Promise<T>) {
  const refusedBefore = refusalsOf(students);
  const answers: T[] = [];
  const working = students.map((student, index) =>
    complaint(student, async () => {
      answers[index] = await work(student, index);
    }),
  );
  const took = await clock.during(working);
  const refused = refusalsOf(students) - refusedBefore;
  process.stdout.write(`thirty ${what}: ${(took / MINUTE).toFixed(1)} min, ${refused} calls refused\n`);
  const complaints = (await Promise.all(working)).filter((said) => said !== undefined);
  return { took, refused, answers, complaints };
}

it('thirty labs are built at once, and each is whole', async () => {
  const tables = await together('tables', (student) => build(student, ['create-table', 'add-gsi']));
  const apis = await together('APIs', (student, index) =>
    index < WHOLE ? build(student, ['build-api']) : buildOneRoute(student),
  );

  expect([...tables.complaints, ...apis.complaints]).toEqual([]);
  expect(apis.refused).toBeGreaterThan(PREFIXES.length);
  expect(apis.took).toBeLessThan(AT_MOST);
  const active = sandbox.server.hazards.active;
  sandbox.server.hazards.set([]);
  for (const { lab } of students.slice(0, WHOLE)) {
    for (const id of ['create-table', 'add-gsi', 'build-api'] as const) {
      expect(failed(await inspect(lab, id))).toEqual([]);
    }
  }
  sandbox.server.hazards.set(active);
}, 180_000);

it('thirty labs are cleaned up at once, and nothing of any is left', async () => {
  const { took, refused, answers, complaints } = await together<CleanupOutcome>('cleanups', ({ lab }) =>
    cleanAll(lab),
  );

  expect(complaints).toEqual([]);
  for (const outcome of answers) expect(outcome).toMatchObject({ result: 'clean', remaining: [] });
  // Each lab has removed its own and no other's: what another has removed would be gone already.
  const became = new Set(answers.flatMap(({ removals }) => removals.map(({ result }) => result)));
  expect([...became]).toEqual(['deleted']);
  expect(refused).toBeGreaterThan(10 * PREFIXES.length);
  expect(took).toBeGreaterThanOrEqual(AT_LEAST);
  expect(took).toBeLessThan(AT_MOST);
  expect(await inventoryOf(sandbox)).toEqual([]);
}, 180_000);
