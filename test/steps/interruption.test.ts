/** A sample of what `npm run test:anywhere` does with every step and in every way: see docs/testing.md. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyCall } from '../anywhere/every-call.js';
import { buildTemplates, type Template, templateOf } from '../anywhere/templates.js';
import { FAILURES, KILLS } from '../anywhere/ways.js';
import { makeTestFolder } from '../support/store.js';

const folder = makeTestFolder();
let template: Template;
beforeAll(async () => {
  template = templateOf(await buildTemplates(folder.path, ['create-table']), 'create-table');
});
afterAll(() => folder.remove());

const [lostOnce] = FAILURES.drop.filter(({ name }) => name === 'drop after, once');

describe.each([...KILLS, ...(lostOnce === undefined ? [] : [lostOnce])])('$name', (way) => {
  it('a lab converges when it is run again, and cleanup empties it', async () => {
    const tally = await everyCall(template, 'create-table', way);

    // CreateTable, two targets with their policies.
    expect(tally).toMatchObject({ wrong: [], calls: 5, converged: 5, emptied: 5 });
  });
});
