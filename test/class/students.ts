/** A class in one account: each student with a lab of their own, under one clock. */
import { toProblem } from '../../src/aws/explain.js';
import type { StepId } from '../../src/lab/step.js';
import { ensureExecutionRole } from '../../src/resources/execution-role.js';
import { readFunctionCode } from '../../src/resources/function-code.js';
import { ensureFunction } from '../../src/resources/lambda-function.js';
import { ensureLogGroup } from '../../src/resources/log-group.js';
import { ensureRestApi } from '../../src/resources/rest-api.js';
import { ensureStage } from '../../src/resources/rest-api-stage.js';
import { apiFunction, apiLogGroup, apiRole, FUNCTION, restApi } from '../../src/steps/build-api/specs.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import type { TestSandbox } from '../support/sandbox.js';
import { entryOf } from '../support/steps.js';
import type { ClassClock } from './class-clock.js';

/** Thirty, some of which begin with each other. A lab without a prefix is one of them. */
export const PREFIXES: readonly string[] = [
  ...['', 'a', 'a-', 'ab', 'ab-', 'ab-c', 'abc', 'orders-', 'Orders', 'OrdersThrottle', 'x'],
  ...Array.from({ length: 19 }, (_, index) => `student${index + 1}-`),
];

/** Virtual milliseconds between two looks at a step that is settling. */
const LOOK = 15_000;

/**
 * One lab for each prefix, each with an owner of its own. Their events do not tell of sections: every promise would
 * carry those of thirty labs along, which takes a fifth of the time.
 */
export function openClass(
  sandbox: TestSandbox,
  clock: ClassClock,
  prefixes: readonly string[] = PREFIXES,
): Promise<TestLab[]> {
  return Promise.all(
    prefixes.map(async (prefix, index) => {
      const student = await openTestLab(sandbox, { prefix, owner: ownerOf(index), watched: () => clock });
      return { ...student, lab: { ...student.lab, within: (_, work) => work() } };
    }),
  );
}

function ownerOf(index: number): string {
  return `arn:aws:iam::111122223333:user/student${index + 1}`;
}

/** Builds steps as the runner does, without their proofs: a class of thirty proves for longer than a test may. */
export async function build({ lab }: TestLab, ids: readonly StepId[]): Promise<void> {
  for (const id of ids) {
    const { build } = await entryOf(id).load();
    while ((await lab.within(id, async () => build?.(lab, {}))) !== 'ready') await lab.clock.sleep(LOOK);
  }
}

/** What build-api builds, but for most of its routes. */
export async function buildOneRoute({ lab }: TestLab): Promise<void> {
  const api = restApi(lab);
  const small = {
    ...api,
    routes: api.routes.filter(({ mock }) => mock !== undefined).slice(0, 1),
    models: [],
  };
  await ensureLogGroup(lab, apiLogGroup(lab.names));
  const role = await ensureExecutionRole(lab, apiRole(lab));
  await ensureFunction(lab, apiFunction(lab.names, role), readFunctionCode(FUNCTION));
  await ensureStage(lab, await ensureRestApi(lab, small), small);
}

/** How many calls of these labs were refused: those that were sent again, and those that were given up. */
export function refusalsOf(labs: readonly TestLab[]): number {
  return labs
    .flatMap(({ calls }) => calls)
    .reduce((sum, { attempts, error }) => sum + attempts - (error === undefined ? 1 : 0), 0);
}

/** What somebody was told who did not get what they wanted; undefined where all is well. */
export async function complaint({ lab }: TestLab, work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const problem = toProblem(error, lab);
    if (problem === undefined) throw error;
    return `${lab.names.labId}: ${problem.message} ${problem.because ?? ''}`;
  }
}
