import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../../../../src/sandbox/services/lambda/mappings/filter.js';

const RECORD = {
  eventName: 'INSERT',
  dynamodb: {
    SizeBytes: 120,
    Keys: { order_id: { S: 'order-1' } },
    NewImage: { order_status: { S: 'Completed' }, tags: { SS: ['gift', 'fragile'] }, note: { NULL: true } },
  },
};

const matches = (pattern: object): boolean | undefined => parsePattern(JSON.stringify(pattern))?.(RECORD);
const status = (...tests: unknown[]): object => ({ dynamodb: { NewImage: { order_status: { S: tests } } } });
const size = (...tests: unknown[]): object => ({ dynamodb: { SizeBytes: tests } });

describe('a pattern', () => {
  it.each([
    [{ eventName: ['INSERT'] }, true],
    [{ eventName: ['REMOVE', 'INSERT'] }, true],
    [{ eventName: ['REMOVE'] }, false],
    [{ eventName: ['INSERT'], ...status('Completed') }, true],
    [{ eventName: ['REMOVE'], ...status('Completed') }, false],
    [status('completed'), false],
    [status({ 'equals-ignore-case': 'completed' }), true],
    [status({ prefix: 'Comp' }), true],
    [status({ prefix: 'omp' }), false],
    [status({ suffix: 'ed' }), true],
    [status({ 'anything-but': ['Cancelled'] }), true],
    [status({ 'anything-but': 'Completed' }), false],
    [status({ 'anything-but': { prefix: 'C' } }), false],
    [{ dynamodb: { OldImage: { order_status: { S: [{ 'anything-but': 'x' }] } } } }, false],
    [{ dynamodb: { OldImage: { order_status: { S: [{ exists: false }] } } } }, true],
    [status({ exists: true }), true],
    [{ dynamodb: { NewImage: { order_status: [{ exists: true }] } } }, false],
    [{ dynamodb: { NewImage: { tags: { SS: ['gift'] } } } }, true],
    [{ dynamodb: { NewImage: { tags: { SS: ['heavy'] } } } }, false],
    [{ dynamodb: { NewImage: { note: { NULL: [true] } } } }, true],
    [size(120), true],
    [size({ numeric: ['>', 100, '<=', 120] }), true],
    [size({ numeric: ['<', 120] }), false],
    [size({ numeric: ['=', 120] }), true],
    // Numbers of DynamoDB are texts in a record.
    [status({ numeric: ['>', 0] }), false],
    [{ $or: [{ eventName: ['REMOVE'] }, status({ prefix: 'C' })] }, true],
    [{ $or: [{ eventName: ['REMOVE'] }, status('x')] }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(matches(pattern)).toBe(expected);
  });

  it.each([
    '',
    'INSERT',
    'null',
    '[]',
    '{}',
    '{"eventName":"INSERT"}',
    '{"eventName":[]}',
    '{"eventName":{}}',
    '{"eventName":[["INSERT"]]}',
    '{"eventName":[{"cidr":"10.0.0.0/8"}]}',
    '{"eventName":[{"prefix":1}]}',
    '{"eventName":[{"prefix":"a","suffix":"b"}]}',
    '{"eventName":[{"exists":"yes"}]}',
    '{"eventName":[{"numeric":[">"]}]}',
    '{"eventName":[{"numeric":["!",1]}]}',
    '{"eventName":[{"numeric":[">","1"]}]}',
    '{"eventName":[{"anything-but":[]}]}',
    '{"$or":[]}',
    '{"eventName":[{"__proto__":1}]}',
  ])('is not %s', (text) => {
    expect(parsePattern(text)).toBeUndefined();
  });

  it('never throws on a record, whatever it holds', () => {
    const matcher = parsePattern(JSON.stringify(status({ prefix: 'C' })));
    fc.assert(
      fc.property(fc.anything(), (record) => {
        expect(matcher?.(record)).toBeTypeOf('boolean');
      }),
    );
  });
});
