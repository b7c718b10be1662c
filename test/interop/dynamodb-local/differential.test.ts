/**
 * The sandbox's DynamoDB held against Amazon's own DynamoDB Local. `DIFFERENTIAL_SEED` plays another run (each
 * scenario's seed is told where it fails), `DIFFERENTIAL_REQUESTS` a shorter or longer one.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { KEY_ONLY_ITEM } from './known/behaviour.js';
import { KNOWN, NUMBERS_AS_SENT } from './known/index.js';
import { type RunResult, run } from './run.js';

const FULL_RUN = 50_000; /* requests */
const TIME_LIMIT = 15 * 60_000; /* ms; a quiet machine of two cores needs about two minutes */

const seed = Number(process.env.DIFFERENTIAL_SEED ?? 1);
const requests = Number(process.env.DIFFERENTIAL_REQUESTS ?? FULL_RUN);
const LISTED = [...new Set([...KNOWN.map(({ name }) => name), KEY_ONLY_ITEM, NUMBERS_AS_SENT])].sort();

describe('the sandbox and DynamoDB Local', () => {
  let result: RunResult;

  beforeAll(async () => {
    result = await run({ seed, requests });
    const { requests: sent, seconds } = result;
    const rate = Math.round(sent / seconds);
    process.stdout.write(`Seed ${seed}: ${sent} requests to each in ${Math.round(seconds)} s, ${rate}/s.\n`);
    for (const [name, times] of [...result.known].sort(([, a], [, b]) => b - a)) {
      process.stdout.write(`  ${String(times).padStart(7)} ${name}\n`);
    }
  }, TIME_LIMIT);

  it('answer alike, but for what is known to be different', () => {
    expect(result.unknown.join('\n')).toBe('');
    expect(result.requests).toBeGreaterThanOrEqual(requests);
  });

  it('leave no fault in the log', () => {
    expect(result.log).toEqual([]);
  });

  it('differ in all that is known to be different, in a full run', () => {
    const met = [...result.known.keys()].sort();
    expect(requests < FULL_RUN ? LISTED : met).toEqual(LISTED);
  });

  it('differ in what the documentation says', () => {
    const page = readFileSync(new URL('../../../docs/sandbox-differences.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name ?? '');

    expect(documented.sort()).toEqual(LISTED);
  });
});
