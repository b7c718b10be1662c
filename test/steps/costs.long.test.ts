/** The whole lab, built and run in the sandbox: it holds and uses up what the steps say that it costs. */
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { costSoFar } from '../../src/lab/cost.js';
import { findExisting } from '../../src/lab/survey.js';
import { ALARMS_OF_A_POLICY } from '../../src/resources/hourly-cost.js';
import {
  CLOUDWATCH_REQUESTS,
  INVOCATIONS,
  METRICS_REQUESTED,
  MONITOR_ALARMS,
  perHour,
  TUNE_ADDED_UNITS,
} from '../../src/steps/costs.js';
import { STEPS } from '../../src/steps/index.js';
import { openTestLab, type TestLab } from '../support/lab.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { runTo } from '../support/steps.js';

const HOUR = 3_600_000; /* ms */
const WRITE_UNIT = 0.000_65;

let sandbox: TestSandbox;
let opened: TestLab;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  opened = await openTestLab(sandbox);
  await runTo(opened.lab);
}, 60_000);
afterAll(() => sandbox.close());

/** How many metrics a call has asked for. */
function metricsIn(input: unknown): number {
  return z.object({ MetricDataQueries: z.array(z.unknown()).default([]) }).parse(input).MetricDataQueries
    .length;
}

it('stands at the price of its steps, and of what auto scaling has added', async () => {
  const { existing: things } = await findExisting(opened.lab, STEPS);

  const cost = costSoFar(
    things.map(({ found }) => found),
    opened.lab.clock.now(),
  );

  expect(cost.perHour).toBeCloseTo(perHour(STEPS) + TUNE_ADDED_UNITS * WRITE_UNIT, 10);
  expect(cost.soFar).toBeGreaterThan(0);
});

it('goes back to the price of its steps, and costs that for every hour', async () => {
  await opened.lab.clock.sleep(5 * HOUR);
  const { existing: before } = await findExisting(opened.lab, STEPS);
  const now = opened.lab.clock.now();

  const cost = costSoFar(
    before.map(({ found }) => found),
    now,
  );

  expect(cost.perHour).toBeCloseTo(perHour(STEPS), 10);
  expect(cost.soFar).toBeGreaterThan(5 * perHour(STEPS));
  expect(cost.soFar).toBeLessThan(8 * perHour(STEPS));
});

it('has the alarms that are paid for', async () => {
  const { MetricAlarms = [] } = await opened.lab
    .client(CloudWatchClient)
    .send(new DescribeAlarmsCommand({ MaxRecords: 100 }));

  expect(MetricAlarms).toHaveLength(MONITOR_ALARMS + 4 * ALARMS_OF_A_POLICY);
});

it('has used up no more than is told before', async () => {
  const { names, clock, client } = opened.lab;
  const ofCloudWatch = opened.calls.filter(({ service }) => service === 'cloudwatch').length;
  const metricsAsked = opened.calls.reduce((sum, { input }) => sum + metricsIn(input), 0);
  const invocations = async (functionName: string): Promise<number> => {
    const { MetricDataResults = [] } = await client(CloudWatchClient).send(
      new GetMetricDataCommand({
        StartTime: new Date(clock.now() - 12 * HOUR),
        EndTime: new Date(clock.now()),
        MetricDataQueries: [
          {
            Id: 'all',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/Lambda',
                MetricName: 'Invocations',
                Dimensions: [{ Name: 'FunctionName', Value: functionName }],
              },
              Period: 3600,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    return (MetricDataResults[0]?.Values ?? []).reduce((sum, value) => sum + value, 0);
  };

  expect(metricsAsked).toBeGreaterThan(0);
  expect(metricsAsked).toBeLessThanOrEqual(METRICS_REQUESTED.monitor + METRICS_REQUESTED.tune);
  expect(ofCloudWatch).toBeLessThanOrEqual(CLOUDWATCH_REQUESTS);
  for (const [functionName, most] of [
    [names.streamProcessor, INVOCATIONS['attach-stream']],
    [names.ordersApi, INVOCATIONS['build-api']],
  ] as const) {
    const found = await invocations(functionName);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThanOrEqual(most);
  }
});
