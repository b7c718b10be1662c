/** Answers of Application Auto Scaling that a sandbox does not give. */
import { afterEach, describe, expect, it } from 'vitest';
import { ensureScaling, scalableTargetResource } from '../../src/resources/scalable-target.js';
import type { ScalingSpec } from '../../src/resources/scaling.js';
import { offlineLab, type TestLab } from '../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

const SPEC: ScalingSpec = {
  tableName: 'Orders',
  direction: 'read',
  minimum: 5,
  maximum: 50,
  utilization: 70,
};
const TARGET = {
  ResourceId: 'table/Orders',
  ScalableDimension: 'dynamodb:table:ReadCapacityUnits',
  ScalableTargetARN: 'arn:aws:application-autoscaling:us-east-1:111122223333:scalable-target/1',
  MinCapacity: 5,
  MaxCapacity: 50,
};
const TABLE = { TableName: 'Orders', TableArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders' };
const OUR_TAGS = [
  { Key: 'orders-lab', Value: 'default' },
  { Key: 'orders-lab:owner', Value: 'arn:aws:iam::111122223333:user/learner' },
];

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

function ok(body: object): Reply {
  return { status: 200, body };
}

function refused(name: string, message: string, status = 400): Reply {
  return { status, body: { __type: name, message } };
}

/** A lab whose AWS answers each operation with its replies in order, the last one for ever. */
async function labWith(script: Record<string, Reply[]>): Promise<TestLab> {
  server = await startScriptedServer(({ operation }) => {
    const replies = script[operation] ?? [];
    const [reply] = replies.length > 1 ? replies.splice(0, 1) : replies;
    return reply ?? refused('ValidationException', `the test has no answer to ${operation}`);
  });
  return offlineLab({ endpoint: server.endpoint });
}

describe('a scalable target whose tags cannot be read', () => {
  const unreadable = {
    DescribeScalableTargets: [ok({ ScalableTargets: [TARGET] })],
    ListTagsForResource: [refused('InternalServiceException', 'sorry', 500)],
  };

  it('belongs to the table that it scales', async () => {
    const { lab } = await labWith({
      ...unreadable,
      DescribeTable: [ok({ Table: TABLE })],
      ListTagsOfResource: [ok({ Tags: OUR_TAGS })],
    });

    expect(await scalableTargetResource(SPEC).find(lab)).toMatchObject({ state: 'ours' });
  });

  it('is foreign when that table is', async () => {
    const { lab } = await labWith({
      ...unreadable,
      DescribeTable: [ok({ Table: TABLE })],
      ListTagsOfResource: [ok({ Tags: [] })],
    });

    expect(await scalableTargetResource(SPEC).find(lab)).toMatchObject({
      state: 'foreign',
      because: expect.stringContaining('tags cannot be read'),
    });
  });

  it('on AWS itself was only not told: it is neither ours nor foreign', async () => {
    const { lab } = await labWith({
      ...unreadable,
      DescribeTable: [refused('ResourceNotFoundException', 'no such table')],
    });
    const { endpoint: _, ...target } = lab.target;

    const finding = scalableTargetResource(SPEC).find({ ...lab, target: { ...target, kind: 'aws' } });

    await expect(finding).rejects.toMatchObject({ name: 'InternalServiceException' });
  });

  it('is foreign when that table is gone', async () => {
    const { lab } = await labWith({
      ...unreadable,
      DescribeTable: [refused('ResourceNotFoundException', 'no such table')],
    });

    expect(await scalableTargetResource(SPEC).find(lab)).toMatchObject({ state: 'foreign' });
  });

  it('is absent when it has gone meanwhile', async () => {
    const { lab } = await labWith({
      ...unreadable,
      ListTagsForResource: [refused('ResourceNotFoundException', 'no such target')],
    });

    expect(await scalableTargetResource(SPEC).find(lab)).toEqual({ state: 'absent' });
  });

  it('is not taken for ours because we may not look', async () => {
    const { lab } = await labWith({
      ...unreadable,
      ListTagsForResource: [refused('AccessDeniedException', 'no')],
    });

    await expect(scalableTargetResource(SPEC).find(lab)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('registering', () => {
  it('waits while Auto Scaling creates its own role, and for other changes', async () => {
    const { lab, calls } = await labWith({
      DescribeScalableTargets: [ok({ ScalableTargets: [] })],
      RegisterScalableTarget: [
        refused('ValidationException', 'Unable to assume IAM role: arn:aws:iam::1:role/aws-service-role/x'),
        refused('ConcurrentUpdateException', 'You already have a pending update'),
        ok({}),
      ],
      PutScalingPolicy: [
        refused('ObjectNotFoundException', 'No scalable target registered for service namespace: dynamodb'),
        refused(
          'FailedResourceAccessException',
          'Unable to create alarms for scaling policy x due to reason: Rate exceeded',
        ),
        ok({}),
      ],
    });

    await ensureScaling(lab, SPEC);

    const counted = (name: string): number => calls.filter(({ operation }) => operation === name).length;
    expect([counted('RegisterScalableTarget'), counted('PutScalingPolicy')]).toEqual([3, 3]);
    expect(calls.find(({ operation }) => operation === 'RegisterScalableTarget')?.input).toMatchObject({
      Tags: { 'orders-lab': 'default' },
    });
  });

  it('waits while too many ask at once, for longer than the SDK does', async () => {
    const throttled = Array.from({ length: 5 }, () => refused('ThrottlingException', 'Rate exceeded'));
    const { lab } = await labWith({
      DescribeScalableTargets: [ok({ ScalableTargets: [] })],
      RegisterScalableTarget: [...throttled, ok({})],
      PutScalingPolicy: [ok({})],
    });

    await expect(ensureScaling(lab, SPEC)).resolves.toBeUndefined();
  });

  it('begins anew when the target goes while it is looked at', async () => {
    const { lab, calls } = await labWith({
      DescribeScalableTargets: [ok({ ScalableTargets: [TARGET] })],
      DescribeScalingPolicies: [ok({ ScalingPolicies: [] })],
      ListTagsForResource: [refused('ResourceNotFoundException', 'no such target')],
      RegisterScalableTarget: [ok({})],
      PutScalingPolicy: [ok({})],
    });

    await ensureScaling(lab, SPEC);

    expect(calls.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['RegisterScalableTarget', 'PutScalingPolicy']),
    );
  });

  it('does not wait for ever for a target that has gone', async () => {
    const { lab, calls } = await labWith({
      DescribeScalableTargets: [ok({ ScalableTargets: [] })],
      RegisterScalableTarget: [ok({})],
      PutScalingPolicy: [refused('ObjectNotFoundException', 'No scalable target registered')],
    });

    await expect(ensureScaling(lab, SPEC)).rejects.toThrow('No scalable target registered');
    expect(calls.length).toBeLessThan(20);
  });

  it('does not wait for a quota of alarms that is used up', async () => {
    const { lab } = await labWith({
      DescribeScalableTargets: [ok({ ScalableTargets: [] })],
      RegisterScalableTarget: [ok({})],
      PutScalingPolicy: [
        refused('FailedResourceAccessException', 'Unable to create alarms: the maximum limit was exceeded'),
      ],
    });

    await expect(ensureScaling(lab, SPEC)).rejects.toThrow('maximum limit');
  });

  it('does not wait for what will not pass', async () => {
    const { lab } = await labWith({
      DescribeScalableTargets: [ok({ ScalableTargets: [] })],
      RegisterScalableTarget: [refused('ValidationException', 'Maximum capacity is too small')],
    });

    await expect(ensureScaling(lab, SPEC)).rejects.toThrow('Maximum capacity');
  });
});

describe('removing', () => {
  const noPolicies = { DescribeScalingPolicies: [ok({ ScalingPolicies: [] })] };
  const policy = { Alarms: [{ AlarmName: 'High' }, { AlarmName: 'Low' }] };
  const alarms = (...names: string[]): Reply =>
    ok({ MetricAlarms: names.map((AlarmName) => ({ AlarmName })) });

  it('waits until the target is really gone', async () => {
    const { lab, calls } = await labWith({
      ...noPolicies,
      DeregisterScalableTarget: [ok({})],
      DescribeScalableTargets: [
        ok({ ScalableTargets: [TARGET] }),
        ok({ ScalableTargets: [TARGET] }),
        ok({ ScalableTargets: [] }),
      ],
    });

    await scalableTargetResource(SPEC).remove(lab);

    expect(calls.at(-1)?.output).toMatchObject({ ScalableTargets: [] });
  });

  it('is content with a target that has gone', async () => {
    const { lab } = await labWith({
      ...noPolicies,
      DeregisterScalableTarget: [refused('ObjectNotFoundException', 'no such target')],
      DescribeScalableTargets: [ok({ ScalableTargets: [] })],
    });

    await expect(scalableTargetResource(SPEC).remove(lab)).resolves.toBeUndefined();
  });

  const gone: Record<string, Reply[]> = {
    DescribeScalingPolicies: [ok({ ScalingPolicies: [policy] })],
    DeregisterScalableTarget: [ok({})],
    DescribeScalableTargets: [ok({ ScalableTargets: [] })],
  };

  it("waits until the policy's alarms are gone, too", async () => {
    const { lab, calls } = await labWith({
      ...gone,
      DescribeAlarms: [alarms('High', 'Low'), alarms('Low'), alarms()],
    });

    await scalableTargetResource(SPEC).remove(lab);

    const asked = calls.filter(({ operation }) => operation === 'DescribeAlarms');
    expect(asked.map(({ input }) => input)).toEqual(Array(3).fill({ AlarmNames: ['High', 'Low'] }));
    expect(calls.map(({ operation }) => operation)).not.toContain('DeleteAlarms');
  });

  it('deletes the alarms that Auto Scaling leaves behind', async () => {
    let isDeleted = false;
    server = await startScriptedServer(({ operation }) => {
      if (operation === 'DeleteAlarms') isDeleted = true;
      if (operation === 'DescribeAlarms') return isDeleted ? alarms() : alarms('Low');
      return gone[operation]?.[0] ?? ok({});
    });
    const { lab, calls } = offlineLab({ endpoint: server.endpoint });

    await scalableTargetResource(SPEC).remove(lab);

    const deleted = calls.filter(({ operation }) => operation === 'DeleteAlarms');
    expect(deleted.map(({ input }) => input)).toEqual([{ AlarmNames: ['Low'] }]);
    expect(calls.at(-1)?.output).toMatchObject({ MetricAlarms: [] });
  });

  it('fails where alarms stay whatever is done', async () => {
    const { lab } = await labWith({ ...gone, DescribeAlarms: [alarms('Low')], DeleteAlarms: [ok({})] });

    await expect(scalableTargetResource(SPEC).remove(lab)).rejects.toThrow(
      'in vain for the alarms of the scalable target table/Orders:dynamodb:table:ReadCapacityUnits to be gone',
    );
  });

  it('asks for no alarms where nobody knows any', async () => {
    const { lab } = await labWith({ ...gone, DescribeAlarms: [refused('UnknownOperationException', '')] });

    await expect(scalableTargetResource(SPEC).remove(lab)).resolves.toBeUndefined();
  });
});
