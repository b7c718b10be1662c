import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCredentials, sessionPrincipal } from '../../src/sandbox/credentials.js';
import { createVerifier } from '../../src/sandbox/http/sigv4.js';
import { sign } from '../support/signing.js';
import { openTestStore, type TestStore } from '../support/store.js';

const NOON = Date.UTC(2026, 10, 1, 12);
const DAY = 24 * 60 * 60 * 1000;
const PRINCIPAL = sessionPrincipal(
  { roleArn: 'arn:aws:iam::111122223333:role/orders-lab/r', roleId: 'AROAEXAMPLE' },
  'session',
);

let test: TestStore;

beforeEach(() => {
  test = openTestStore();
});
afterEach(() => test.close());

it('names sessions without the path of their role', () => {
  expect(PRINCIPAL).toMatchObject({
    arn: 'arn:aws:sts::111122223333:assumed-role/r/session',
    userId: 'AROAEXAMPLE:session',
  });
});

it('expires in real time, and is told to have expired', async () => {
  // Prepare
  let now = NOON;
  const credentials = openCredentials(test.store, () => now);
  const verify = createVerifier({ lookup: (id) => credentials.lookup(id), realNow: () => now });
  const issued = credentials.issue(PRINCIPAL, 900);
  const request = { method: 'POST', path: '/', query: {}, headers: { host: 'h' }, body: '' };
  const signed = () => sign(request, { ...issued, date: new Date(now) });
  // Act and assess
  expect(issued.expiration).toEqual(new Date(NOON + 900_000));
  now += 899_000;
  expect(verify(await signed()).principal.session?.roleId).toBe('AROAEXAMPLE');
  now += 1_000;
  const late = await signed();
  expect(() => verify(late)).toThrow('The security token included in the request is expired');
});

it('forgets what has long expired when it issues more', () => {
  let now = NOON;
  const credentials = openCredentials(test.store, () => now);
  const old = credentials.issue(PRINCIPAL, 900);

  now += DAY;
  credentials.issue(PRINCIPAL, 900);
  expect(credentials.lookup(old.accessKeyId)).toBeDefined();
  now += 900_001;
  credentials.issue(PRINCIPAL, 900);

  expect(credentials.lookup(old.accessKeyId)).toBeUndefined();
});
