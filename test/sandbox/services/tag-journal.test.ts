import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaggedResource } from '../../../src/sandbox/services/peers.js';
import { openTagJournal, type TagJournal } from '../../../src/sandbox/services/tag-journal.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const PLACE = { account: '111122223333', region: 'us-east-1' };
const CHANGE_LAG = 5_000;
const DELETION_LAG = 60_000;

let test: TestStore;
let now: number;
let journal: TagJournal;

beforeEach(() => {
  test = openTestStore();
  now = 1_000_000;
  journal = openTagJournal(test.store, { now: () => now });
});
afterEach(() => test.close());

it('shows what it knows nothing of as it is', () => {
  const actual: TaggedResource[] = [{ arn: 'old', tags: { a: '1' } }];

  expect(journal.late(PLACE, actual)).toEqual(actual);
});

it('keeps places apart', () => {
  journal.note(PLACE, 'table', { a: '1' });
  now += CHANGE_LAG;

  expect(journal.late({ ...PLACE, region: 'eu-central-1' }, [])).toEqual([]);
  expect(journal.late(PLACE, [])).toEqual([{ arn: 'table', tags: { a: '1' } }]);
});

it('forgets what is gone, once nobody sees it any more', () => {
  journal.note(PLACE, 'gone', { a: '1' });
  journal.note(PLACE, 'gone', undefined);
  now += DELETION_LAG;

  journal.note(PLACE, 'other', {});

  expect([...test.store.collection('tagging.journal').list()].map(({ key }) => key)).toEqual([
    '111122223333/us-east-1/other',
  ]);
});

describe('whatever happens to a resource', () => {
  const step = fc.record({
    wait: fc.integer({ min: 1, max: 40_000 }),
    tags: fc.option(fc.record({ n: fc.string({ maxLength: 2 }) }), { nil: undefined }),
  });

  it('shows the last change that is old enough, and forgets no more than it may', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const arn = `table-${now}`;
        const changes: { at: number; tags: { n: string } | undefined }[] = [];
        for (const { wait, tags } of steps) {
          now += wait;
          if (tags === undefined && changes.at(-1)?.tags === undefined) continue;
          journal.note(PLACE, arn, tags);
          changes.push({ at: now, tags });
          for (const later of [0, CHANGE_LAG - 1, CHANGE_LAG, DELETION_LAG - 1, DELETION_LAG]) {
            const at = now + later;
            const seen = changes.findLast(
              (change) => change.at + (change.tags === undefined ? DELETION_LAG : CHANGE_LAG) <= at,
            );
            const before = now;
            now = at;
            const shown = journal.late(PLACE, []).find((resource) => resource.arn === arn);
            now = before;
            expect(shown?.tags).toEqual(seen?.tags);
          }
        }
        now += 1;
      }),
      { numRuns: 50 },
    );
  });
});
