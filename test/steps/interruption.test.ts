/** A sample of what `npm run test:anywhere` does to every step and in every way: see docs/testing.md. */
import { expect, it } from 'vitest';
import { everyCall } from '../anywhere/every-call.js';
import { buildTemplates, templateOf } from '../anywhere/templates.js';
import { KILLS } from '../anywhere/ways.js';
import { makeTestFolder } from '../support/store.js';

it.each(KILLS.slice(-1))('a lab, $name of any call, converges and is emptied', async (way) => {
  const folder = makeTestFolder();
  try {
    const templates = await buildTemplates(folder.path, ['create-table']);

    const tally = await everyCall(templateOf(templates, 'create-table'), 'create-table', way);

    // CreateTable, two targets with their policies, and what auto scaling refuses while its role is new.
    const { calls } = tally;
    expect(calls).toBeGreaterThanOrEqual(5);
    expect(tally).toMatchObject({ wrong: [], converged: calls, emptied: calls });
  } finally {
    folder.remove();
  }
});
