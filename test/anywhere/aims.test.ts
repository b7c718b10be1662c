import { expect, it } from 'vitest';
import { differing } from './aims.js';

it('the calls that differ are the first and the last of each operation', () => {
  expect(differing(['PutItem', 'CreateTable', 'PutItem', 'PutItem'])).toEqual([
    { operation: 'PutItem', occurrence: 1 },
    { operation: 'PutItem', occurrence: 3 },
    { operation: 'CreateTable', occurrence: 1 },
  ]);
});
