import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decompressed } from '../../../src/sandbox/http/compression.js';
import type { WireRequest } from '../../../src/sandbox/http/message.js';

const request = (body: Buffer, encoding?: string): WireRequest => ({
  method: 'POST',
  rawPath: '/',
  rawQuery: '',
  headers: encoding === undefined ? {} : { 'content-encoding': encoding },
  body,
});

it('unfolds what is compressed, and leaves everything else as it is', () => {
  const plain = request(Buffer.from('{}'));

  expect(decompressed(request(gzipSync('{"a":1}'), 'gzip')).body.toString()).toBe('{"a":1}');
  expect(decompressed(plain)).toBe(plain);
});

it('refuses what only says that it is compressed, and what unfolds to more than anybody may send', () => {
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024));

  expect(() => decompressed(request(Buffer.from('{}'), 'gzip'))).toThrow('not compressed with gzip');
  expect(() => decompressed(request(bomb, 'gzip'))).toThrow('Request is too large.');
});
