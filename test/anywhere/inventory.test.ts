/** The harness itself: it looks at every service, and sees what there is. */
import { expect, inject, it } from 'vitest';
import { SERVICES } from '../../src/sandbox/services/index.js';
import { inventoryOf, LISTS } from './inventory.js';
import { onCopy, templateOf } from './templates.js';

it('the inventory covers every service of the sandbox', () => {
  const uncovered = SERVICES.filter(({ client }) => LISTS[client] === undefined);

  expect(uncovered.map(({ client }) => client)).toEqual([]);
});

it('the inventory sees what the lab has built, and nothing before or after it', async () => {
  const first = templateOf(inject('templates'), 'create-table');
  const last = templateOf(inject('templates'), 'cleanup');

  const before = await onCopy(first.folder, inventoryOf);
  const built = await onCopy(last.folder, inventoryOf);

  expect(before).toEqual([]);
  expect(built).toEqual(expect.arrayContaining([expect.stringMatching(/^table Orders: 13 items, /)]));
  expect(built.filter((line) => line.startsWith('scalable target'))).toHaveLength(4);
  expect(last.reference).toEqual([]);
});
