import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { requestInput } from '../../src/commands/request-input.js';
import { Problem } from '../../src/problem.js';
import { makeTestFolder } from '../support/store.js';

const folder = makeTestFolder();
afterAll(() => folder.remove());
const nothing = Readable.from([]);

describe('what call sends', () => {
  it('is a path below the stage, whatever it begins with', async () => {
    const plain = await requestInput({ method: 'get', path: 'orders/a b?x=é' }, nothing);

    expect(plain).toEqual({ method: 'GET', path: '/orders/a%20b?x=%C3%A9', headers: {} });
  });

  it('may have an address in its query', async () => {
    const path = '/orders?customer_id=https://example.com/../x';

    expect((await requestInput({ method: 'GET', path }, nothing)).path).toBe(path);
  });

  it('takes its body from the line, from a file or from standard input, as JSON unless told otherwise', async () => {
    const file = join(folder.path, 'order.json');
    writeFileSync(file, '{"from":"file"}');
    const post = { method: 'POST', path: '/orders' };

    const bodies = await Promise.all([
      requestInput({ ...post, data: '{"from":"line"}' }, nothing),
      requestInput({ ...post, data: `@${file}` }, nothing),
      requestInput({ ...post, data: '-' }, Readable.from(['{"from":', Buffer.from('"input"}')])),
      requestInput({ ...post, data: 'x', headers: ['content-type: text/plain'] }, nothing),
    ]);

    expect(bodies.map(({ body }) => Buffer.from(body ?? []).toString())).toEqual([
      '{"from":"line"}',
      '{"from":"file"}',
      '{"from":"input"}',
      'x',
    ]);
    expect(bodies.map(({ headers }) => headers)).toEqual([
      { 'Content-Type': 'application/json' },
      { 'Content-Type': 'application/json' },
      { 'Content-Type': 'application/json' },
      { 'content-type': 'text/plain' },
    ]);
  });

  it('sends bytes as they are', async () => {
    const file = join(folder.path, 'picture.png');
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]);
    writeFileSync(file, picture);

    const { body } = await requestInput({ method: 'POST', path: '/', data: `@${file}` }, nothing);

    expect(Buffer.from(body ?? [])).toEqual(picture);
  });

  it.each([
    ['a method that is none', { method: 'FETCH', path: '/' }, /"FETCH" is no method/],
    ['a body of a GET', { method: 'GET', path: '/', data: '{}' }, /has no body/],
    ['an address', { method: 'GET', path: 'https://example.com/' }, /lab’s own API/],
    ['a path beside the stage', { method: 'GET', path: '/../prod/orders' }, /lab’s own API/],
    ['a path beside the stage, encoded', { method: 'GET', path: 'orders/%2E./..' }, /lab’s own API/],
    ['a header without a value', { method: 'GET', path: '/', headers: ['If-Match'] }, /no header/],
    ['a header that brings another', { method: 'GET', path: '/', headers: ['a: b\r\nc: d'] }, /no header/],
    ['a header of ours', { method: 'POST', path: '/', headers: ['Content-Length: 99'] }, /cannot be chosen/],
    ['a file that is not there', { method: 'POST', path: '/', data: '@/no/such/file' }, /cannot be read/],
    ['too much', { method: 'POST', path: '/', data: 'x'.repeat(10 * 1024 * 1024 + 1) }, /too large/],
  ])('is not %s', async (_, typed, message) => {
    const refused = await requestInput(typed, nothing).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ message: expect.stringMatching(message), exitCode: 2 });
  });
});
