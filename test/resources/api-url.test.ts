/** Where an API answers, and how that is typed into a shell. */
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/lab/lab.js';
import { servedUrl, stageUrl } from '../../src/resources/api-url.js';
import { curlLine } from '../../src/steps/build-api/curl.js';
import { offlineLab } from '../support/lab.js';

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
  [
    'at an endpoint with a path',
    { ...AWS, endpoint: 'https://mock.example:8443/aws' },
    'https://mock.example:8443/aws/execute-api/abc123/dev',
  ],
  [
    'at an endpoint of IPv6',
    { ...AWS, endpoint: 'http://[::1]:4566' },
    'http://[::1]:4566/execute-api/abc123/dev',
  ],
])('%s an API has its address', (_, target, url) => {
  expect(stageUrl(target, 'abc123', 'dev')).toBe(url);
});

describe('at an emulator', () => {
  const served = async (answers: (path: string) => string): Promise<{ url: string; endpoint: string }> => {
    const server = createServer((request, response) => response.end(answers(request.url ?? '')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const endpoint = `http://127.0.0.1:${address.port}`;
    const { lab } = offlineLab({});
    try {
      return { endpoint, url: await servedUrl({ ...lab, target: { ...AWS, endpoint } }, 'abc123', 'dev') };
    } finally {
      lab.close();
      server.close();
    }
  };

  it.each([
    ['the sandbox', '/execute-api/abc123/dev'],
    ['LocalStack', '/_aws/execute-api/abc123/dev'],
    ['earlier ones', '/restapis/abc123/dev/_user_request_'],
  ])('an API answers where %s serves it', async (_, path) => {
    const { url, endpoint } = await served((asked) =>
      asked === `${path}/` ? '{"message":"no"}' : '<Error/>',
    );

    expect(url).toBe(endpoint + path);
  });

  it('an API that is served nowhere is told, with all that was tried', async () => {
    await expect(served(() => '<Error><Code>NoSuchBucket</Code></Error>')).rejects.toMatchObject({
      message: expect.stringMatching(/^http:.* does not serve the API/),
      because: expect.stringMatching(/\/execute-api\/.*\/_aws\/execute-api\/.*_user_request_/),
      next: expect.stringContaining('sandbox'),
    });
  });
});

it('a line for curl is quoted wherever a shell would read it otherwise', () => {
  const body = JSON.stringify({ customer_id: "O'Hara & $HOME" });
  const headers = { 'If-Match': '"1"' };

  expect(curlLine('https://x/dev', { method: 'PUT', path: '/orders/a?b=c&d', headers, body })).toBe(
    `curl -i -X PUT 'https://x/dev/orders/a?b=c&d' -H 'If-Match: "1"' -d '{"customer_id":"O'\\''Hara & $HOME"}'`,
  );
});
