/**
 * How much of a table's capacity `seed` uses: the lab's own table and index at 5 units each, which auto scaling may
 * not change, seeded in the sandbox's virtual time. Reckoned from the metrics of the table, not from what seed says.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CLI, newHome } from './servers.mjs';

const UNITS = 5;
const BURST_SECONDS = 300;
const MINUTE = 60; /* s */
const HOUR = 60 * MINUTE * 1000; /* ms */
/** Virtual time goes ahead of real time by as long as the orders take, which is less than that. */
const AHEAD = 20 * HOUR;

/**
 * Resolves with `orders`, the real `seconds` it took to write them, and `utilization`: of the capacity that came in
 * during the whole minutes after the saved-up part was gone.
 */
export async function measureSeed({ orders }) {
  const home = await newHome();
  const env = { ...process.env, ORDERS_LAB_HOME: home };
  try {
    await run(['run', '--to', 'add-gsi', '--yes'], env);
    const { set } = JSON.parse(await run(['sandbox', 'env', '--json'], env));
    const client = clientOptions(set);
    await suspendScaling(new ApplicationAutoScalingClient(client));
    const begin = performance.now();
    await run(['seed', '--yes', '--count', String(orders)], env);
    const seconds = (performance.now() - begin) / 1000;
    return { orders, seconds, utilization: await utilization(new CloudWatchClient(client)) };
  } finally {
    await run(['sandbox', 'stop'], env);
    rmSync(home, { recursive: true, force: true });
  }
}

function clientOptions(environment) {
  return {
    endpoint: environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID,
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
    },
  };
}

async function suspendScaling(client) {
  const ServiceNamespace = 'dynamodb';
  const SuspendedState = {
    DynamicScalingInSuspended: true,
    DynamicScalingOutSuspended: true,
    ScheduledScalingSuspended: true,
  };
  const { ScalableTargets } = await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace }));
  for (const { ResourceId, ScalableDimension } of ScalableTargets) {
    const target = { ServiceNamespace, ResourceId, ScalableDimension };
    await client.send(new RegisterScalableTargetCommand({ ...target, SuspendedState }));
  }
}

async function utilization(client) {
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/DynamoDB',
      MetricName: 'ConsumedWriteCapacityUnits',
      Dimensions: [{ Name: 'TableName', Value: 'Orders' }],
      StartTime: new Date(Date.now() - HOUR),
      EndTime: new Date(Date.now() + AHEAD),
      Period: MINUTE,
      Statistics: ['Sum'],
    }),
  );
  const minutes = Datapoints.sort((one, other) => one.Timestamp - other.Timestamp).map(({ Sum }) => Sum);
  // The burst goes in the first minute or two; the last minute is not a whole one.
  const afterBurst = minutes.findIndex(isBurstGone) + 1;
  const whole = minutes.slice(afterBurst, -1);
  return whole.reduce((sum, units) => sum + units, 0) / (whole.length * MINUTE * UNITS);
}

/** Whether more was taken up to here than can have been saved up: from the next minute on only what comes in. */
function isBurstGone(_, index, minutes) {
  return minutes.slice(0, index + 1).reduce((sum, units) => sum + units, 0) >= UNITS * BURST_SECONDS;
}

async function run(args, env) {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`orders-lab ${args.join(' ')} ended with ${code}: ${output}`);
  return output;
}
