import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, type ScalingLab, startScalingLab } from './scaling-lab.js';

let lab: ScalingLab;

beforeEach(async () => {
  lab = await startScalingLab();
});
afterEach(() => lab.sandbox.close());

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const summaries = async (notScaled = false) =>
  (await lab.activities(notScaled))
    .reverse()
    .map(({ Description, StatusCode }) => `${Description} ${StatusCode}`);
const HOUR = 60; /* minutes */
const SECOND = 1000; /* ms */

describe('an hour of load', () => {
  it('is followed: out after two minutes, in after fifteen', async () => {
    await lab.register();
    await lab.track();

    const capacities = [
      ...(await lab.load(1, 5)),
      ...(await lab.load(6.8, 5)),
      ...(await lab.load(20, 10)),
      ...(await lab.load(80, 5)),
      ...(await lab.load(4, 20)),
      ...(await lab.load(0, 15)),
    ];

    expect(capacities).toEqual([
      ...times(5, 5),
      // 6.8 of 5 is above 70 %: the second minute of it adds what brings it to 70 %.
      5,
      ...times(4, 10),
      10,
      ...times(9, 29),
      // Never beyond the maximum.
      29,
      ...times(4, 50),
      // Below 50 % for fifteen minutes.
      ...times(14, 50),
      ...times(6, 6),
      // And at last the minimum, fifteen minutes after the load has gone.
      ...times(14, 6),
      5,
    ]);
    expect(capacities).toHaveLength(HOUR);
    expect(lab.sandbox.log).toEqual([]);
  });

  it('is told as activities, the newest first, with the alarm that caused each', async () => {
    await lab.register();
    await lab.track();
    await lab.load(9.8, 3);

    const [activity, ...others] = await lab.activities();

    expect(others).toEqual([]);
    expect(activity).toMatchObject({
      ServiceNamespace: 'dynamodb',
      ResourceId: 'table/Orders',
      ScalableDimension: 'dynamodb:table:WriteCapacityUnits',
      Description: 'Setting write capacity units to 14.',
      Cause: expect.stringMatching(
        /^monitor alarm TargetTracking-table\/Orders-AlarmHigh-[0-9a-f-]{36} in state ALARM triggered policy writes$/,
      ),
      StatusCode: 'Successful',
      StatusMessage:
        'Successfully set write capacity units to 14. Change successfully fulfilled by dynamodb.',
    });
    expect(activity?.EndTime?.getTime()).toBeGreaterThan(activity?.StartTime?.getTime() ?? 0);
  });

  it('takes the alarms of the policy along', async () => {
    await lab.register();
    await lab.track();
    await lab.load(9.8, 3);

    expect(await lab.alarms()).toMatchObject({
      AlarmHigh: ['OK', 14 * 60 * 0.7],
      AlarmLow: ['OK', 14 * 60 * 0.5],
      ProvisionedCapacityHigh: [expect.any(String), 14],
      ProvisionedCapacityLow: [expect.any(String), 14],
    });
  });

  it('says why nothing is scaled, once, to who asks for it', async () => {
    await lab.register({ MaxCapacity: 5 });
    await lab.track();
    await lab.load(5, 6);

    const [activity, ...others] = await lab.activities(true);

    expect(others).toEqual([]);
    expect(activity).toMatchObject({
      Description: 'Attempting to scale due to alarm triggered',
      StatusCode: 'Failed',
      NotScaledReasons: [{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 5 }],
    });
    expect(await lab.activities()).toEqual([]);
  });
});

describe('a table that nobody uses', () => {
  it('is scaled in as soon as it has a policy, and its AlarmLow stays in ALARM', async () => {
    await lab.provision(20);
    await lab.sandbox.advance(20 * MINUTE);
    await lab.register();
    await lab.track();
    await lab.sandbox.advance(2 * MINUTE);

    expect(await lab.capacity()).toBe(5);
    expect(await lab.alarms()).toMatchObject({ AlarmHigh: ['OK', 210], AlarmLow: ['ALARM', 150] });
  });
});

describe('cooldowns', () => {
  it('add no more for a while after adding, but for more than was added', async () => {
    await lab.register();
    await lab.track({ ScaleOutCooldown: 300 });

    expect(await lab.load(7, 2)).toEqual([5, 10]);
    // Four more would be less than the five that were added; thirty more are not.
    expect(await lab.load(9.8, 2)).toEqual([10, 10]);
    expect(await lab.load(28, 1)).toEqual([40]);
  });

  it('take nothing more away for a while after taking away', async () => {
    await lab.provision(40);
    await lab.register();
    await lab.load(25, 1);
    await lab.track({ ScaleInCooldown: 30 * 60 });
    await lab.load(7, 15);
    expect(await lab.capacity()).toBe(10);

    expect(await lab.load(0, 31)).toEqual([...times(30, 10), 5]);
  });
});

describe('what is suspended', () => {
  it.each([
    ['out', { DynamicScalingOutSuspended: true }, 10],
    ['in', { DynamicScalingInSuspended: true }, 0],
  ])('does not scale %s until it is resumed', async (_, SuspendedState, load) => {
    await lab.provision(8);
    await lab.register({ SuspendedState });
    await lab.track();
    await lab.load(load, 16);
    expect(await lab.capacity()).toBe(8);
    expect(await lab.activities(true)).toEqual([]);

    await lab.register({
      SuspendedState: { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false },
    });

    expect(await lab.load(load, 1)).toEqual([load === 0 ? 5 : 15]);
  });
});

describe('bounds', () => {
  it('hold at once when a target is registered or changed, also without a policy', async () => {
    await lab.register({ MinCapacity: 7 });
    await lab.sandbox.advance(MINUTE);
    expect(await lab.capacity()).toBe(7);

    await lab.register({ MinCapacity: 1, MaxCapacity: 3 });
    await lab.sandbox.advance(MINUTE);
    expect(await lab.capacity()).toBe(3);

    const causes = (await lab.activities()).map(({ Cause }) => Cause);
    expect(causes).toEqual(['maximum capacity was set to 3', 'minimum capacity was set to 7']);
  });

  it('that change while a change is under way hold after it', async () => {
    await lab.register({ MinCapacity: 7 });
    await lab.register({ MinCapacity: 9 });
    await lab.sandbox.advance(MINUTE);

    expect(await lab.capacity()).toBe(9);
    expect(await summaries()).toEqual([
      'Setting write capacity units to 7. Successful',
      'Setting write capacity units to 9. Successful',
    ]);
  });

  it('do not undo what is changed by hand; the alarms notice it and start from there', async () => {
    await lab.register();
    await lab.track();
    await lab.load(1, 2);
    await lab.provision(2);
    await lab.load(1, 20);

    expect(await lab.capacity()).toBe(2);
    expect(await lab.alarms()).toMatchObject({ AlarmHigh: ['OK', 2 * 60 * 0.7] });
    expect(await lab.load(1.5, 2)).toEqual([2, 5]);
  });
});

describe('what DynamoDB refuses', () => {
  it('is tried again while the table is being updated', async () => {
    lab.sandbox.server.hazards.set(['table-lifecycle']);
    await lab.provision(6);
    await lab.register({ MinCapacity: 7 });
    const [pending] = await lab.activities();
    await lab.sandbox.advance(MINUTE);

    expect(pending).toMatchObject({ StatusCode: 'InProgress' });
    expect(await lab.capacity()).toBe(7);
    expect(await summaries()).toEqual(['Setting write capacity units to 7. Successful']);
  });

  it('beyond four decreases a day is a failed activity, and is tried again later', async () => {
    await lab.provision(40);
    await lab.sandbox.advance(MINUTE);
    for (const units of [39, 38, 37, 36]) {
      await lab.provision(units);
      await lab.sandbox.advance(MINUTE);
    }
    await lab.register();
    await lab.load(25, 1);
    await lab.track();
    await lab.load(1, 17);

    const [activity, ...others] = await lab.activities();
    expect(others).toEqual([]);
    expect(activity).toMatchObject({
      Description: 'Setting write capacity units to 5.',
      StatusCode: 'Failed',
      StatusMessage: expect.stringMatching(
        /^Failed to set write capacity units to 5\. Reason: Failed updating table: Subscriber limit exceeded: .*Number of decreases today: 4/,
      ),
    });
    expect(await lab.capacity()).toBe(36);
    await lab.load(1, 50);
    expect(await lab.capacity()).toBe(5);
  });

  it('because the table is gone is a failed activity', async () => {
    await lab.provision(6);
    await lab.register({ MinCapacity: 7 });
    await lab.sandbox.advance(SECOND);
    await lab.sandbox.client(DynamoDBClient).send(new DeleteTableCommand({ TableName: 'Orders' }));
    await lab.sandbox.advance(MINUTE);

    expect((await lab.activities())[0]).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: expect.stringContaining('Requested resource not found: Table: Orders not found'),
    });
  });
});

describe('a sandbox that is stopped', () => {
  it('in the middle of a change goes on with it', async () => {
    lab.sandbox.server.hazards.set(['table-lifecycle']);
    await lab.register({ MinCapacity: 7 });
    await lab.sandbox.restart();
    await lab.sandbox.advance(500);
    await lab.sandbox.restart();
    await lab.sandbox.advance(MINUTE);

    expect(await lab.capacity()).toBe(7);
    expect(await summaries()).toEqual(['Setting write capacity units to 7. Successful']);
  });

  it('in the middle of a load goes on following it', async () => {
    await lab.register();
    await lab.track();
    await lab.load(7, 1);
    await lab.sandbox.restart();

    expect(await lab.load(7, 1)).toEqual([10]);
  });
});
