/** The pure rules of the lab: names, ownership, selection, input, status. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compare } from '../../src/lab/check.js';
import { parseInput } from '../../src/lab/input.js';
import { namesFor } from '../../src/lab/names.js';
import { foreignBecause, ownerOf, tagList, tagMap } from '../../src/lab/ownership.js';
import { requirementsOf, selectSteps } from '../../src/lab/selection.js';
import { stateOf } from '../../src/lab/status.js';
import { defineStep } from '../../src/lab/step.js';
import { ExitCode } from '../../src/problem.js';
import { STEPS } from '../../src/steps/index.js';

describe('namesFor', () => {
  it('accepts what every service takes, and puts it before the names', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const rest = [...letters, ...'0123456789-'];
    const prefix = fc
      .tuple(fc.constantFrom(...letters), fc.array(fc.constantFrom(...rest), { maxLength: 19 }))
      .map(([first, others]) => [first, ...others].join(''))
      .filter((made) => made !== 'default');
    fc.assert(
      fc.property(prefix, (given) => {
        const names = namesFor(given);
        expect(names.table).toBe(`${given}Orders`);
        expect(names.table).toMatch(/^[A-Za-z0-9_.-]{3,255}$/);
        expect(names.labId).toBe(given);
      }),
    );
  });

  it.each(['a b', '-a', '1a', 'ä', 'a_b', 'a/b', 'default', 'x'.repeat(21), '$(rm)'])(
    'refuses %j as wrong usage',
    (prefix) => {
      expect(() => namesFor(prefix)).toThrow(expect.objectContaining({ exitCode: ExitCode.Usage }));
    },
  );
});

describe('ownership', () => {
  const ownership = { labId: 'ada-', owner: 'arn:aws:iam::111111111111:user/ada' };

  it('recognises what it has tagged itself', () => {
    expect(foreignBecause(tagMap(ownership), ownership)).toBeUndefined();
    expect(tagList(ownership)).toContainEqual({ Key: 'orders-lab', Value: 'ada-' });
  });

  it.each([
    ['no tags', {}, /no orders-lab tag/],
    ['another lab', { 'orders-lab': 'bob-', 'orders-lab:owner': ownership.owner }, /lab "bob-"/],
    ['another owner', { 'orders-lab': 'ada-', 'orders-lab:owner': 'arn:bob' }, /belongs to arn:bob/],
    ['no owner', { 'orders-lab': 'ada-' }, /nobody/],
  ])('calls a thing with %s foreign', (_, tags, because) => {
    expect(foreignBecause(tags, ownership)).toMatch(because);
  });

  it.each([
    ['arn:aws:iam::1:user/ada', 'arn:aws:iam::1:user/ada'],
    ['arn:aws:sts::111111111111:assumed-role/dev/one', 'arn:aws:sts::111111111111:assumed-role/dev'],
    [
      'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Class_1/ada',
      'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Class_1/ada',
    ],
  ])('takes %s for %s', (caller, owner) => {
    expect(ownerOf(caller)).toBe(owner);
  });
});

describe('selectSteps', () => {
  it.each([
    [
      {},
      [
        'create-table',
        'add-gsi',
        'seed',
        'query',
        'transact',
        'attach-stream',
        'build-api',
        'throttle',
        'monitor',
        'tune',
      ],
    ],
    [
      { from: 'seed' },
      ['seed', 'query', 'transact', 'attach-stream', 'build-api', 'throttle', 'monitor', 'tune'],
    ],
    [{ to: 'add-gsi' }, ['create-table', 'add-gsi']],
    [{ from: 'seed', to: 'seed' }, ['seed']],
  ])('takes %j', (range, ids) => {
    expect(selectSteps(STEPS, range).map(({ id }) => id)).toEqual(ids);
  });

  it.each([{ from: 'sed' }, { to: '' }, { from: 'query', to: 'seed' }])(
    'refuses %j as wrong usage',
    (range) => {
      expect(() => selectSteps(STEPS, range)).toThrow(expect.objectContaining({ exitCode: ExitCode.Usage }));
    },
  );
});

describe('requirementsOf', () => {
  it('is everything that a step rests on, in order', () => {
    expect(requirementsOf(STEPS, 'query').map(({ id }) => id)).toEqual(['create-table', 'add-gsi', 'seed']);
    expect(requirementsOf(STEPS, 'create-table')).toEqual([]);
  });
});

describe('parseInput', () => {
  const step = defineStep({
    input: z.object({ pageSize: z.int().min(1).default(10), name: z.string().default('x') }),
    calls: [],
    resources: () => [],
  });

  it('fills in defaults', () => {
    expect(parseInput('query', step, { name: 'y' })).toEqual({ pageSize: 10, name: 'y' });
  });

  it.each([{ pageSize: 0 }, { pageSize: 1.5 }, { pageSize: 'many' }, { pageSize: Number.NaN }])(
    'refuses %j, naming the flag',
    (given) => {
      expect(() => parseInput('query', step, given)).toThrow(
        expect.objectContaining({ exitCode: ExitCode.Usage, next: expect.stringContaining('--page-size') }),
      );
    },
  );
});

describe('compare', () => {
  it('holds only when both sides read the same', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (expected, actual) => {
        const check = compare({ id: 'x', claim: 'x', expected, actual, hint: 'do' });
        expect(check.ok).toBe(expected === actual);
        expect('hint' in check).toBe(!check.ok);
      }),
    );
  });
});

describe('stateOf', () => {
  const passed = compare({ id: 'x', claim: '', expected: 'a', actual: 'a', hint: '' });
  const failed = compare({ id: 'x', claim: '', expected: 'a', actual: 'b', hint: '' });
  const pending = compare({ id: 'x', claim: '', expected: 'a', actual: 'b', pending: true, hint: '' });

  it.each([
    [[passed, passed], 'done'],
    [[passed, pending], 'settling'],
    [[passed, failed], 'partial'],
    [[failed, pending], 'partial'],
    [[failed, failed], 'todo'],
  ] as const)('adds checks up', (checks, state) => {
    expect(stateOf(checks)).toBe(state);
  });
});
