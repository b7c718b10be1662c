/** Where an API answers, and how that is typed into a shell. */
import { expect, it } from 'vitest';
import type { Target } from '../../src/lab/lab.js';
import { stageUrl } from '../../src/resources/api-url.js';
import { curlLine } from '../../src/steps/build-api/curl.js';

const AWS: Target = { kind: 'aws', region: 'us-east-1', account: '111122223333' };

it.each<[string, Target, string]>([
  ['on AWS', AWS, 'https://abc123.execute-api.us-east-1.amazonaws.com/dev'],
  [
    'in China',
    { ...AWS, region: 'cn-north-1' },
    'https://abc123.execute-api.cn-north-1.amazonaws.com.cn/dev',
  ],
  [
    'in the sandbox',
    { ...AWS, kind: 'sandbox', endpoint: 'http://127.0.0.1:4600' },
    'http://127.0.0.1:4600/execute-api/abc123/dev',
  ],
  [
    'at an endpoint with a slash at its end',
    { ...AWS, endpoint: 'http://localhost:5000/' },
    'http://localhost:5000/execute-api/abc123/dev',
  ],
])('%s an API has its address', (_, target, url) => {
  expect(stageUrl(target, 'abc123', 'dev')).toBe(url);
});

it('a line for curl is quoted wherever a shell would read it otherwise', () => {
  const body = JSON.stringify({ customer_id: "O'Hara & $HOME" });
  const headers = { 'If-Match': '"1"' };

  expect(curlLine('https://x/dev', { method: 'PUT', path: '/orders/a?b=c&d', headers, body })).toBe(
    `curl -i -X PUT 'https://x/dev/orders/a?b=c&d' -H 'If-Match: "1"' -d '{"customer_id":"O'\\''Hara & $HOME"}'`,
  );
});
