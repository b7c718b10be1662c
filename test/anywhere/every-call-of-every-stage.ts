/** The tests of a file: one for each stage and way. */
import { appendFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { everyCall } from './every-call.js';
import { STAGES } from './stages.js';
import { templateOf } from './templates.js';
import type { Way } from './ways.js';

/** Declares a test for each stage of the lab and each of these ways. */
export function testEveryCall(ways: readonly Way[]): void {
  describe.each(ways)('$name', (way) => {
    it.each(STAGES)('%s converges when run again, and cleanup empties it', async (stage) => {
      const tally = await everyCall(templateOf(inject('templates'), stage), stage, way);

      appendFileSync(inject('tallies'), `${JSON.stringify(tally)}\n`);
      expect(tally.wrong).toEqual([]);
    });
  });
}
