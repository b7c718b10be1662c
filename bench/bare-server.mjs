/**
 * The yardstick: `node bare-server.mjs PORT check|trust`. Reads the body, parses it, with `check` verifies its
 * Signature Version 4, and answers a text that was made in advance. Nothing is stored.
 */
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { CREDENTIALS } from './credentials.mjs';
import { OPERATIONS } from './workload.mjs';

const [port, mode] = process.argv.slice(2);
const answers = new Map([
  ...OPERATIONS.map(({ operation, answer }) => [`DynamoDB_20120810.${operation}`, JSON.stringify(answer)]),
  ['DynamoDB_20120810.ListTables', '{"TableNames":[]}'],
]);
const signingKeys = new Map();

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const genuine = mode === 'trust' || isGenuine(request, body);
    JSON.parse(body.toString());
    const answer = answers.get(request.headers['x-amz-target']);
    const text = answer ?? '{"__type":"UnknownOperationException"}';
    response.writeHead(genuine && answer !== undefined ? 200 : 400, {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
}).listen(Number(port), '127.0.0.1');

function isGenuine({ method, url, headers }, body) {
  const [, scope, signed, signature] =
    /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)/.exec(headers.authorization) ?? [];
  if (signature === undefined) return false;
  const lines = signed.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = `${method}\n${url}\n\n${lines.join('')}\n${signed}\n${sha256(body)}`;
  const text = `AWS4-HMAC-SHA256\n${headers['x-amz-date']}\n${scope}\n${sha256(canonical)}`;
  return hmac(signingKey(scope), text).toString('hex') === signature;
}

function signingKey(scope) {
  const known = signingKeys.get(scope);
  if (known) return known;
  const key = scope.split('/').reduce(hmac, `AWS4${CREDENTIALS.secretAccessKey}`);
  signingKeys.set(scope, key);
  return key;
}

function hmac(key, text) {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}
