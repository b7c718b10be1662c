/** What an instructor is shown of a class: labs of many owners and regions, whole, half and nearly gone. */
import { readFileSync } from 'node:fs';
import { APIGatewayClient, CreateRestApiCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchClient, PutDashboardCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  UntagResourceCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readClass } from '../../src/doctor/class.js';
import type { ClassReport } from '../../src/lab/class-report.js';
import { dashboardOf, roleOf } from '../../src/lab/names.js';
import { tagList, tagMap } from '../../src/lab/ownership.js';
import { resourceKey } from '../../src/lab/resource.js';
import { ensureExecutionRole, expectedTrust } from '../../src/resources/execution-role.js';
import { ensureQueue } from '../../src/resources/queue.js';
import { ensureScaling } from '../../src/resources/scalable-target.js';
import { ensureTable, removeTable } from '../../src/resources/table.js';
import { setLearnerPolicy } from '../../src/sandbox/client.js';
import { ordersTable, scalingOf } from '../../src/steps/orders-table.js';
import { openExamination } from '../support/examination.js';
import { openTestLab, type TestLab, type TestLabOptions } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { runTo } from '../support/steps.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

const userNamed = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;

let sandbox: TestSandbox;
let folder: TestFolder;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  folder = makeTestFolder();
});
afterAll(async () => {
  await sandbox.close();
  folder.remove();
});

interface Look {
  readonly report: ClassReport;
  readonly calls: readonly string[];
}

/** As the instructor sees it, who has no lab. */
async function look(region = 'us-east-1'): Promise<Look> {
  const opened = await openExamination(sandbox, folder.path, { owner: userNamed('teacher'), region });
  try {
    return { report: await readClass(opened.examination), calls: opened.calls };
  } finally {
    opened.close();
  }
}

async function withLab(options: TestLabOptions, work: (test: TestLab) => Promise<unknown>): Promise<void> {
  const test = await openTestLab(sandbox, options);
  try {
    await work(test);
  } finally {
    test.lab.close();
  }
}

/** Of the policy for instructors in docs/on-aws.md. */
function actionsInDocs(): readonly string[] {
  const text = readFileSync(new URL('../../docs/on-aws.md', import.meta.url), 'utf8');
  const [, block = ''] = /```json\n(.*?)```/s.exec(text) ?? [];
  return z
    .object({ Statement: z.tuple([z.object({ Action: z.array(z.string()) })]) })
    .parse(JSON.parse(block)).Statement[0].Action;
}

/** What is told of a class to somebody who may do only this, but for what changes with time. */
async function seenWith(actions: readonly string[]): Promise<string> {
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
  await setLearnerPolicy(sandbox.connection, JSON.stringify({ Version: '2012-10-17', Statement }));
  try {
    const { labs, orphans, incomplete } = (await look()).report;
    const things = labs.map(({ prefix, region, resources, dollarsPerHour }) => ({
      lab: `${prefix} ${region}`,
      dollarsPerHour,
      resources: resources.map(resourceKey).sort(),
    }));
    things.sort((one, other) => one.lab.localeCompare(other.lab));
    return JSON.stringify({ things, orphans, incomplete });
  } finally {
    await setLearnerPolicy(sandbox.connection, undefined);
  }
}

describe('readClass', () => {
  it('shows labs of all owners and regions, whatever is left of them', async () => {
    await withLab({ prefix: 'ada-', owner: userNamed('ada'), region: 'eu-west-1' }, ({ lab }) =>
      runTo(lab, 'attach-stream'),
    );
    await withLab({ prefix: 'bob-', owner: userNamed('bob') }, ({ lab }) =>
      ensureTable(lab, ordersTable(lab.names)),
    );
    await withLab({ prefix: 'eve-', owner: userNamed('eve') }, async ({ lab }) => {
      await ensureTable(lab, ordersTable(lab.names));
      for (const spec of scalingOf(lab.names)) await ensureScaling(lab, spec);
      await removeTable(lab, lab.names.table);
    });
    await withLab({ prefix: 'mia-', owner: userNamed('mia'), region: 'eu-west-2' }, ({ lab }) =>
      ensureExecutionRole(lab, {
        name: roleOf(lab.names.ordersApi, 'eu-west-2'),
        description: 'left',
        statements: [],
      }),
    );
    await sandbox.advance(4 * 3_600_000);

    const { report } = await look();

    const { labs, regions, orphans, incomplete } = report;
    const brief = labs.map(({ prefix, owner, region, forgotten, steps, resources }) => ({
      lab: `${prefix} ${owner.split('/')[1]} ${region}`,
      forgotten,
      steps: steps.map(({ id, state }) => (state === 'done' ? id : `${id}…`)).join(' '),
      things: resources.length,
    }));
    expect(regions).toEqual(['eu-west-1', 'eu-west-2', 'us-east-1']);
    expect(brief.sort((one, other) => one.lab.localeCompare(other.lab))).toEqual([
      { lab: 'ada- ada eu-west-1', forgotten: true, steps: 'create-table add-gsi attach-stream', things: 10 },
      { lab: 'bob- bob us-east-1', forgotten: true, steps: 'create-table…', things: 1 },
      { lab: 'eve- eve us-east-1', forgotten: true, steps: 'create-table…', things: 2 },
      { lab: 'mia- mia eu-west-2', forgotten: true, steps: 'build-api…', things: 1 },
    ]);
    expect({ orphans, incomplete }).toEqual({ orphans: [] });
  });

  it('is read in full with the permissions that the documentation names, and with none less', async () => {
    await withLab({ prefix: 'zoe-', owner: userNamed('zoe') }, async ({ lab }) => {
      const tags = tagMap(lab.ownership);
      await lab.client(APIGatewayClient).send(new CreateRestApiCommand({ name: 'zoe-orders', tags }));
      await lab.client(CloudWatchClient).send(
        new PutMetricAlarmCommand({
          AlarmName: 'zoe-orders-table-reads',
          Namespace: 'AWS/DynamoDB',
          MetricName: 'ConsumedReadCapacityUnits',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          Tags: tagList(lab.ownership),
        }),
      );
    });
    await withLab({ prefix: 'kim-', owner: userNamed('kim') }, ({ lab }) =>
      lab.client(CloudWatchClient).send(
        new PutDashboardCommand({
          DashboardName: dashboardOf(lab.names, 'us-east-1'),
          DashboardBody: '{"widgets":[]}',
          Tags: tagList(lab.ownership),
        }),
      ),
    );
    const documented = actionsInDocs();
    const all = await seenWith(['*']);

    const enough = await seenWith(documented);
    const sameWithout: string[] = [];
    const silentWithout: string[] = [];
    for (const action of documented) {
      const seen = await seenWith(documented.filter((other) => other !== action));
      if (seen === all) sameWithout.push(action);
      if (!seen.includes(action)) silentWithout.push(action);
    }

    expect(all).toMatch(/zoe-.*kim-|kim-.*zoe-/);
    expect(enough).toBe(all);
    expect(sameWithout).toEqual([]);
    // What is not shown any more is told of.
    expect(silentWithout).toEqual([]);
  });

  it("asks few questions about many labs, and tells what is nobody's", async () => {
    const learners = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
    for (const name of learners) {
      await withLab({ prefix: `${name}-`, owner: userNamed(name), region: 'ap-south-1' }, async ({ lab }) => {
        await ensureTable(lab, ordersTable(lab.names));
        await ensureQueue(lab, lab.names.streamDeadLetters);
      });
    }
    const client = sandbox.client(DynamoDBClient, { region: 'ap-south-1' });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'a-Orders' }));
    const untag = new UntagResourceCommand({ ResourceArn: Table?.TableArn, TagKeys: ['orders-lab:owner'] });
    await client.send(untag);
    await sandbox.client(IAMClient).send(
      new CreateRoleCommand({
        RoleName: 'odd',
        Path: '/orders-lab/',
        AssumeRolePolicyDocument: expectedTrust(),
      }),
    );
    await client.send(new DeleteTableCommand({ TableName: 'b-Orders' }));
    await sandbox.advance(5_000);
    sandbox.server.hazards.set(['tag-search-lag']);
    await client.send(new DeleteTableCommand({ TableName: 'c-Orders' }));
    await sandbox.advance(5_000);

    const { report, calls } = await look('ap-south-1');
    sandbox.server.hazards.set([]);

    const here = report.labs.filter(({ region }) => region === 'ap-south-1');
    const kinds = here.map(
      ({ prefix, resources }) => `${prefix} ${resources.map(({ kind }) => kind).join(' ')}`,
    );
    expect(kinds.sort()).toEqual([
      'a- sqs-queue',
      'b- sqs-queue',
      'c- sqs-queue',
      ...learners.slice(3).map((name) => `${name}- dynamodb-table sqs-queue`),
    ]);
    expect(report.orphans).toEqual([
      expect.objectContaining({ name: 'odd', because: 'no lab would name a role so' }),
      expect.objectContaining({
        name: 'a-Orders',
        region: 'ap-south-1',
        because: 'it says no owner (lab a-)',
      }),
    ]);
    expect(report.incomplete).toBeUndefined();
    const inAll = calls.filter((call) => call !== 'dynamodb:DescribeTable').length;
    expect(inAll).toBeLessThan(40);
  });

  it('tells by name what may not be read, and shows the rest', async () => {
    const allowed = { Effect: 'Allow', Action: '*', Resource: '*' };
    const denied = {
      Effect: 'Deny',
      Action: ['iam:ListRoles', 'sqs:ListQueues', 'dynamodb:DescribeTable'],
      Resource: '*',
    };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [allowed, denied] });
    await setLearnerPolicy(sandbox.connection, policy);

    const { report } = await look('ap-south-1');
    await setLearnerPolicy(sandbox.connection, undefined);

    expect(report.incomplete).toContain(
      'Roles were not listed. You are not allowed to perform iam:ListRoles.',
    );
    expect(report.incomplete).toContain('sqs:ListQueues');
    expect(report.incomplete).toContain(
      'Of dynamodb-table, some may be gone already, and what they cost is in no sum.',
    );
    expect(report.labs.map(({ prefix }) => prefix)).toContain('j-');
  });
});
