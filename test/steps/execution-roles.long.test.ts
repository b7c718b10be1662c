/** Each action that a function's role allows is needed: without it, what it is for fails, and is told. */
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toProblem } from '../../src/aws/explain.js';
import type { OpenLab } from '../../src/lab/create-lab.js';
import type { Check } from '../../src/lab/events.js';
import type { Lab } from '../../src/lab/lab.js';
import { logGroupOf } from '../../src/lab/names.js';
import type { StepId } from '../../src/lab/step.js';
import { POLICY_NAME, type RoleSpec } from '../../src/resources/execution-role.js';
import { permissionsDocument, type Statement } from '../../src/resources/policy-document.js';
import { streamRole } from '../../src/steps/attach-stream/specs.js';
import { apiRole } from '../../src/steps/build-api/specs.js';
import { offlineLab, openTestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { demonstrate, inspect, runTo } from '../support/steps.js';

interface Role {
  readonly step: StepId;
  readonly specOf: (lab: Lab) => RoleSpec;
  readonly functionOf: (lab: Lab) => string;
}

const ROLES: readonly Role[] = [
  { step: 'attach-stream', specOf: streamRole, functionOf: ({ names }) => names.streamProcessor },
  { step: 'build-api', specOf: apiRole, functionOf: ({ names }) => names.ordersApi },
];

/** Every action of every statement: one that stands in two is needed in each. */
const CASES = ROLES.flatMap((role) =>
  role
    .specOf(offlineLab().lab)
    .statements.flatMap(({ sid, actions }) => actions.map((action) => ({ ...role, sid, action }))),
);

let built: TestSandbox;
beforeAll(async () => {
  built = await startTestSandbox();
  const { lab } = await openTestLab(built);
  expect((await runTo(lab, 'build-api')).result).toBe('done');
  lab.close();
});
afterAll(() => built.close());

it.each(CASES)('$step, $sid: without $action', async ({ step, specOf, functionOf, sid, action }) => {
  // Prepare
  const sandbox = await startTestSandbox(built.folder);
  const { lab } = await openTestLab(sandbox);
  const begin = lab.clock.now();
  await sandbox.client(IAMClient).send(
    new PutRolePolicyCommand({
      RoleName: specOf(lab).name,
      PolicyName: POLICY_NAME,
      PolicyDocument: permissionsDocument(less(specOf(lab).statements, sid, action)),
    }),
  );

  // Act
  const looks = await inspect(lab, step);
  const proof = await proofOf(lab, step);
  const log = await linesSince(sandbox, logGroupOf(functionOf(lab)), begin);
  lab.close();
  await sandbox.close();

  // Assess
  expect(inWords(looks)).toContain(`Not allowed: ${action}`);
  if (action.startsWith('logs:')) {
    // What it is for is the log; nobody is left to tell.
    expect(log).toEqual([]);
  } else {
    expect(proof).not.toBe('');
    expect(`${proof} ${log.join(' ')}`).toContain(action);
  }
});

function less(statements: readonly Statement[], sid: string, action: string): readonly Statement[] {
  return statements
    .map((each) =>
      each.sid === sid ? { ...each, actions: each.actions.filter((other) => other !== action) } : each,
    )
    .filter(({ actions }) => actions.length > 0);
}

/** What the demonstration tells of what is wrong; empty where nothing is. */
async function proofOf(lab: OpenLab, step: StepId): Promise<string> {
  try {
    return inWords(await demonstrate(lab, step));
  } catch (error) {
    const problem = toProblem(error, lab);
    if (problem === undefined) throw error;
    return `${problem.message} ${problem.because ?? ''}`;
  }
}

/** Of checks that failed. */
function inWords(checks: readonly Check[]): string {
  return checks.flatMap(({ ok, actual, hint = '' }) => (ok ? [] : [`${actual} ${hint}`])).join(' ');
}

async function linesSince(sandbox: TestSandbox, logGroupName: string, startTime: number): Promise<string[]> {
  const { events = [] } = await sandbox
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName, startTime }));
  return events.flatMap(({ message }) => message ?? []);
}
