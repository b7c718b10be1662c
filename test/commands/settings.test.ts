import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inputFromText, optionOf, refusal, requirement, settingsOf } from '../../src/commands/settings.js';
import { defineStep } from '../../src/lab/step.js';
import { Problem } from '../../src/problem.js';

const step = defineStep({
  input: z.object({
    pageSize: z.int().min(1).max(100).default(10).describe('Orders on a page'),
    rate: z.number().min(0.5).default(1),
    label: z.string().default('demo'),
    order: z.enum(['asc', 'desc']).default('asc'),
    slow: z.boolean().default(false),
    quick: z.boolean().default(true),
    even: z
      .int()
      .refine((value) => value % 2 === 0, 'must be even')
      .default(2),
  }),
  calls: [],
  resources: () => [],
});

function problemOf(given: Record<string, string>): Problem {
  try {
    inputFromText(step, given);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('the input was accepted');
}

describe('the flags of a step', () => {
  it('are named after the members of its input', () => {
    expect(settingsOf(step).map(({ flag }) => flag)).toEqual([
      '--page-size',
      '--rate',
      '--label',
      '--order',
      '--slow',
      '--quick',
      '--even',
    ]);
  });

  it('say what they take and what they are without', () => {
    const options = settingsOf(step).map(optionOf);

    expect(options.map(({ flags }) => flags)).toEqual([
      '--page-size <number>',
      '--rate <number>',
      '--label <text>',
      '--order <asc|desc>',
      '--slow',
      '--no-quick',
      '--even <number>',
    ]);
    expect(options[0]?.description).toBe('Orders on a page (default: 10)');
  });

  it('state what a value must be', () => {
    expect(settingsOf(step).map(requirement)).toEqual([
      'a whole number from 1 to 100',
      'a number of at least 0.5',
      'a text',
      'one of asc, desc',
      'yes or no',
      'yes or no',
      'a whole number',
    ]);
  });
});

it.each([
  [z.string().min(1).max(9), 'a text of 1 to 9 characters'],
  [z.string().min(1), 'a text of at least 1 character'],
  [z.string().max(2), 'a text of at most 2 characters'],
])('a text may have a length to keep to', (text, expected) => {
  const input = z.object({ name: text.default('x') });

  expect(settingsOf(defineStep({ input, calls: [], resources: () => [] })).map(requirement)).toEqual([
    expected,
  ]);
});

describe('the input of a step', () => {
  it('takes the defaults for what is not given', () => {
    expect(inputFromText(step, {})).toEqual({
      pageSize: 10,
      rate: 1,
      label: 'demo',
      order: 'asc',
      slow: false,
      quick: true,
      even: 2,
    });
  });

  it('reads numbers, and leaves texts that look like numbers', () => {
    expect(inputFromText(step, { pageSize: '25', rate: '1.5', label: '7', slow: true })).toMatchObject({
      pageSize: 25,
      rate: 1.5,
      label: '7',
      slow: true,
    });
  });

  it.each([
    ['1e3', 1000],
    ['1.5E+2', 150],
    ['15e-1', 1.5],
  ])('reads %s where fractions are allowed', (rate, value) => {
    expect(inputFromText(step, { rate })).toMatchObject({ rate: value });
  });

  it.each([
    [{ pageSize: '-1' }, '--page-size must be a whole number from 1 to 100, not -1.'],
    [{ pageSize: '1e1' }, '--page-size must be a whole number from 1 to 100, not 1e1.'],
    [{ pageSize: '1.0' }, '--page-size must be a whole number from 1 to 100, not 1.0.'],
    [{ pageSize: '2.5' }, '--page-size must be a whole number from 1 to 100, not 2.5.'],
    [{ pageSize: '' }, '--page-size must be a whole number from 1 to 100, not "".'],
    [{ pageSize: '0x10' }, '--page-size must be a whole number from 1 to 100, not 0x10.'],
    [{ order: 'up' }, '--order must be one of asc, desc, not up.'],
    [{ even: '3' }, '--even must be even, not 3.'],
  ])('refuses %j', (given, message) => {
    const problem = problemOf(given);

    expect(problem.message).toBe(message);
    expect(problem.exitCode).toBe(2);
  });

  it('is judged the same in a prompt', () => {
    const [pageSize] = settingsOf(step);

    expect(pageSize && refusal(step, pageSize, '101')).toBe('It must be a whole number from 1 to 100.');
    expect(pageSize && refusal(step, pageSize, '100')).toBeUndefined();
  });
});
