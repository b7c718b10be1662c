/** What an area of `doctor` is given, against a test sandbox, and what it finds. */
import { sandboxClock } from '../../src/aws/clock.js';
import type { Examination, Examine } from '../../src/doctor/examination.js';
import { createLab } from '../../src/lab/create-lab.js';
import type { Finding } from '../../src/lab/finding.js';
import { namesFor } from '../../src/lab/names.js';
import { connectSandboxClock } from '../../src/sandbox/client.js';
import { openTestLab, type TestLabOptions } from './lab.js';
import type { TestSandbox } from './sandbox.js';

export interface TestExamination {
  readonly examination: Examination;
  /** The calls of all labs that were opened elsewhere: `dynamodb:DescribeTable`. */
  readonly calls: readonly string[];
  close(): void;
}

export async function openExamination(
  sandbox: TestSandbox,
  stateFolder: string,
  options: TestLabOptions = {},
): Promise<TestExamination> {
  const { lab } = await openTestLab(sandbox, options);
  const { accessKeyId, secretAccessKey } = sandbox.connection;
  const clock = sandboxClock(await connectSandboxClock(sandbox.connection));
  const calls: string[] = [];
  return {
    calls,
    close: () => lab.close(),
    examination: {
      lab,
      caller: lab.ownership.owner,
      stateFolder,
      environment: {},
      elsewhere: ({ region, prefix }) => {
        const names = namesFor(prefix);
        return createLab({
          target: { ...lab.target, region },
          names,
          ownership: { labId: names.labId, owner: lab.ownership.owner },
          clock,
          signal: lab.signal,
          emit: () => {},
          access: { credentials: { accessKeyId, secretAccessKey } },
          flags: ['--region', region, ...(prefix === '' ? [] : ['--prefix', prefix])],
          onCall: ({ service, operation }) => calls.push(`${service}:${operation}`),
        });
      },
    },
  };
}

export async function findingsOf(examine: Examine, examination: Examination): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examine(examination)) findings.push(finding);
  return findings;
}
