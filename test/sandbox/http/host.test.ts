import { expect, it } from 'vitest';
import { isOurs } from '../../../src/sandbox/http/admission.js';

it.each([
  ['127.0.0.1:4600', 4600, true],
  ['localhost:4600', 4600, true],
  // Nothing of ours listens there: only a program in between would send it.
  ['[::1]:4600', 4600, false],
  ['127.0.0.1', 4600, false],
  ['127.0.0.1:4601', 4600, false],
  // Clients leave out the port that HTTP has anyway.
  ['127.0.0.1', 80, true],
  ['127.0.0.1:80', 80, true],
  ['evil.example', 80, false],
  [undefined, 80, false],
])('the host %s on port %i: %s', (host, port, ours) => {
  expect(isOurs(host, port)).toBe(ours);
});
