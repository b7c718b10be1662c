import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/sandbox/errors.js';
import type { WireRequest } from '../../../src/sandbox/http/message.js';
import { createVerifier, type Verifier } from '../../../src/sandbox/http/sigv4.js';
import { type Signer, sign, type Unsigned } from '../../support/signing.js';

const ACCESS_KEY_ID = 'AKIASANDBOXTEST23456';
const NOON = Date.UTC(2026, 10, 1, 12);
const KEYS = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: 'c2VjcmV0IGZvciB0ZXN0cyBvbmx5' };

function verifierFor(keys: { accessKeyId: string; secretAccessKey: string }, now: number): Verifier {
  const principal = {
    arn: 'arn:aws:iam::000000000000:user/learner',
    userId: 'AIDALEARNER',
    accessKeyId: keys.accessKeyId,
  };
  return createVerifier({
    lookup: (id) =>
      id === keys.accessKeyId ? { secretAccessKey: keys.secretAccessKey, principal } : undefined,
    realNow: () => now,
  });
}

const verify = verifierFor(KEYS, NOON);

const LIST_TABLES: Unsigned = {
  method: 'POST',
  path: '/',
  query: {},
  headers: {
    host: '127.0.0.1:4600',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'DynamoDB_20120810.ListTables',
  },
  body: '{}',
};

function signed(changes: Partial<Unsigned> = {}, signer: Partial<Signer> = {}): Promise<WireRequest> {
  return sign({ ...LIST_TABLES, ...changes }, { ...KEYS, date: new Date(NOON), ...signer });
}

function refusal(request: WireRequest, by: Verifier = verify): { code: string; message: string } {
  try {
    by(request);
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('The request was let in');
}

function withHeader(request: WireRequest, name: string, value: string | undefined): WireRequest {
  const { [name]: _, ...rest } = request.headers;
  return { ...request, headers: value === undefined ? rest : { ...rest, [name]: value } };
}

function mapAuthorization(request: WireRequest, change: (header: string) => string): WireRequest {
  return withHeader(request, 'authorization', change(request.headers.authorization ?? ''));
}

describe("AWS's published examples", () => {
  const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const by = verifierFor(keys, Date.UTC(2015, 7, 30, 12, 36));

  const EXAMPLES = [
    ['get-vanilla', 'GET', '', {}, '', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', '', {}, '', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      'Param2=value2&Param1=value1',
      {},
      '',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-header-value-trim',
      'GET',
      '',
      { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' },
      '',
      'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
    ],
    [
      'post-x-www-form-urlencoded',
      'POST',
      '',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'Param1=value1',
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    ],
  ] as const;

  it.each(EXAMPLES)('%s', (_, method, rawQuery, more, body, signature) => {
    // Prepare
    const headers = { ...more, host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${Object.keys(headers).sort().join(';')}, Signature=${signature}`;
    // Act
    const identity = by({
      method,
      rawPath: '/',
      rawQuery,
      headers: { ...headers, authorization },
      body: Buffer.from(body),
    });
    // Assess
    expect(identity).toMatchObject({ region: 'us-east-1', signingName: 'service' });
  });

  it('ListUsers, from the IAM User Guide', () => {
    const identity = by({
      method: 'GET',
      rawPath: '/',
      rawQuery: 'Action=ListUsers&Version=2010-05-08',
      headers: {
        host: 'iam.amazonaws.com',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'x-amz-date': '20150830T123600Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
      },
      body: Buffer.alloc(0),
    });
    expect(identity.signingName).toBe('iam');
  });
});

describe('what botocore 1.43 has signed', () => {
  const SIGNED = [
    [
      'POST',
      '/',
      '',
      { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      '{}',
      'content-type;host;x-amz-date;x-amz-target',
      'ae37afe317014a16da81770c2fcf7df3eedcecb2e5bc7cd93ff689bcc60e0ce7',
    ],
    [
      'POST',
      '/',
      '',
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      'Action=GetCallerIdentity&Version=2011-06-15',
      'content-type;host;x-amz-date',
      '47461620b214f7facd60ee8d9677a1f3c8258b01101f5d1338f0bee22deffd3f',
    ],
    [
      'GET',
      '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aorders%20api/versions',
      '',
      {},
      '',
      'host;x-amz-date',
      '3a5e34828d5b5ab60fdedc1e9f7c0b858fc43cd46d55946b2454f67e00e7df55',
    ],
    [
      'GET',
      '/2015-03-31/tags/a%2Fb~c(d)',
      'tagKeys=b%20b&tagKeys=a%2Fa&Marker=x%3D%3D&empty=',
      { 'x-amz-meta': '  two   spaces  ' },
      '',
      'host;x-amz-date;x-amz-meta',
      'a3bcee768e96058cae91b84e17203c32a1af554e26d79420d441357004a17cf7',
    ],
  ] as const;

  it.each(SIGNED)('%s %s?%s', (method, rawPath, rawQuery, more, body, names, signature) => {
    const headers = {
      ...more,
      host: '127.0.0.1:4600',
      'x-amz-date': '20261101T120000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY_ID}/20261101/us-east-1/dynamodb/aws4_request, SignedHeaders=${names}, Signature=${signature}`,
    };
    const identity = verify({ method, rawPath, rawQuery, headers, body: Buffer.from(body) });
    expect(identity.principal.accessKeyId).toBe(ACCESS_KEY_ID);
  });
});

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
const anyRequest: fc.Arbitrary<Unsigned> = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: fc
    .array(
      word.map(encodeURIComponent).filter((segment) => segment !== '.' && segment !== '..'),
      { maxLength: 4 },
    )
    .map((segments) => `/${segments.join('/')}`),
  query: fc.dictionary(
    word.filter((name) => name !== '__proto__'),
    fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })),
    { maxKeys: 3, noNullPrototype: true },
  ),
  headers: fc.record({
    host: fc.constantFrom('127.0.0.1:4600', 'localhost:4600'),
    'content-type': fc.constant('application/json'),
    'x-amz-meta': fc.constantFrom('a', ' b  c ', '"d"'),
  }),
  body: fc.string({ unit: 'grapheme', maxLength: 40 }),
});

describe('any request', () => {
  it("passes with the SDK's signature, and says who has sent it", async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const identity = verify(await signed(request, { region: 'eu-west-3', service: 'lambda' }));
        expect(identity).toMatchObject({
          region: 'eu-west-3',
          signingName: 'lambda',
          principal: { arn: 'arn:aws:iam::000000000000:user/learner' },
        });
      }),
      { numRuns: 150 },
    );
  });

  const MUTATIONS: Record<string, (request: WireRequest) => WireRequest> = {
    method: (request) => ({ ...request, method: request.method === 'POST' ? 'PUT' : 'POST' }),
    path: (request) => ({ ...request, rawPath: `${request.rawPath}x` }),
    'path, by a dot segment': (request) => ({ ...request, rawPath: `/x/..${request.rawPath}` }),
    'query, by one more parameter': (request) => ({ ...request, rawQuery: `${request.rawQuery}&x=1` }),
    'query, taken away': (request) => ({ ...request, rawQuery: request.rawQuery === '' ? 'x' : '' }),
    host: (request) => withHeader(request, 'host', 'example.com'),
    'signed header': (request) => withHeader(request, 'x-amz-meta', 'other'),
    'signed header, taken away': (request) => withHeader(request, 'x-amz-meta', undefined),
    'content type': (request) => withHeader(request, 'content-type', 'text/plain'),
    'one more x-amz header': (request) =>
      withHeader(request, 'x-amz-target', 'DynamoDB_20120810.DeleteTable'),
    date: (request) => withHeader(request, 'x-amz-date', '20261101T120001Z'),
    body: (request) => ({ ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) }),
    region: (request) => mapAuthorization(request, (header) => header.replace('us-east-1', 'us-east-2')),
    service: (request) => mapAuthorization(request, (header) => header.replace('dynamodb', 'lambda')),
    signature: (request) =>
      mapAuthorization(request, (header) => header.replace(/.$/, (c) => (c === '0' ? '1' : '0'))),
    'signature, shortened': (request) => mapAuthorization(request, (header) => header.slice(0, -2)),
  };

  it.each(Object.keys(MUTATIONS))('does not pass when changed: %s', async (name) => {
    const mutate = MUTATIONS[name] ?? ((request: WireRequest) => request);
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        expect(refusal(mutate(await signed(request))).code).toBe('InvalidSignatureException');
      }),
      { numRuns: 15 },
    );
  });
});

describe('refusals in the words of AWS', () => {
  it('no signature', async () => {
    expect(refusal(withHeader(await signed(), 'authorization', undefined))).toEqual({
      code: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    });
  });

  it('an unknown key', async () => {
    expect(refusal(await signed({}, { accessKeyId: 'AKIASANDBOXOTHER2345' }))).toEqual({
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    });
  });

  it('the wrong secret', async () => {
    expect(refusal(await signed({}, { secretAccessKey: 'another' }))).toEqual({
      code: 'InvalidSignatureException',
      message:
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    });
  });

  it('a date more than five minutes away', async () => {
    expect(verify(await signed({}, { date: new Date(NOON - 300_000) }))).toBeDefined();
    expect(verify(await signed({}, { date: new Date(NOON + 300_000) }))).toBeDefined();
    expect(refusal(await signed({}, { date: new Date(NOON - 301_000) }))).toEqual({
      code: 'InvalidSignatureException',
      message:
        'Signature expired: 20261101T115459Z is now earlier than 20261101T115500Z (20261101T120000Z - 5 min.)',
    });
    expect(refusal(await signed({}, { date: new Date(NOON + 301_000) }))).toEqual({
      code: 'InvalidSignatureException',
      message:
        'Signature not yet current: 20261101T120501Z is still later than 20261101T120500Z (20261101T120000Z + 5 min.)',
    });
  });

  it('another scheme, and parts that are missing', async () => {
    const request = await signed();
    const missing = refusal(
      withHeader(
        mapAuthorization(request, () => 'AWS4-HMAC-SHA256 SignedHeaders=host'),
        'x-amz-date',
        undefined,
      ),
    );
    expect(missing).toEqual({
      code: 'IncompleteSignatureException',
      message:
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 SignedHeaders=host",
    });
    for (const header of [
      'Bearer abc',
      'Basic YTpi',
      'AWS4-HMAC-SHA256',
      'AWS4-ECDSA-P256-SHA256 Credential=a',
    ]) {
      expect(refusal(mapAuthorization(request, () => header)).code).toBe('IncompleteSignatureException');
    }
  });

  it.each([
    [
      'aws4_request',
      'aws5_request',
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. ",
    ],
    [
      '/20261101/',
      '/20261102/',
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261102' != '20261101', from '20261101T120000Z'.",
    ],
    [
      'content-type;host;',
      'content-type;',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [';x-amz-target', '', "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."],
  ])('a scope or list of headers that does not fit: %s', async (part, other, message) => {
    const request = mapAuthorization(await signed(), (header) => header.replace(part, other));
    expect(refusal(request)).toEqual({ code: 'InvalidSignatureException', message });
  });

  it('what came before under the same credential and headers does not let in another request', async () => {
    const request = await signed();
    verify(request);

    expect(refusal({ ...request, body: Buffer.from('{"Limit":1}') }).code).toBe('InvalidSignatureException');
    expect(refusal(withHeader(request, 'x-amz-date', '20261102T000000Z')).message).toContain(
      "'20261101' != '20261102'",
    );
    expect(refusal(withHeader(request, 'x-amz-meta', 'a')).message).toContain("'x-amz-meta' must be");
    expect(refusal(withHeader(request, 'x-amz-target', undefined)).message).toContain(
      "The signed header 'x-amz-target' is not in the request",
    );
    expect(
      refusal(mapAuthorization(request, (header) => header.replace(/.{8}$/, '00000000'))).message,
    ).toContain('does not match the signature you provided');
    expect(refusal(withHeader(request, 'x-amz-date', undefined)).code).toBe('IncompleteSignatureException');
    expect(() => verify(request)).not.toThrow();
  });

  it('a credential without all its parts', async () => {
    const request = mapAuthorization(await signed(), (header) => header.replace('/us-east-1/', '/'));
    expect(refusal(request)).toEqual({
      code: 'IncompleteSignatureException',
      message: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${ACCESS_KEY_ID}/20261101/dynamodb/aws4_request'`,
    });
  });

  it.each(['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])(
    'a body that is not signed: %s',
    async (announced) => {
      const request = await signed({
        headers: { ...LIST_TABLES.headers, 'x-amz-content-sha256': announced },
      });
      expect(refusal(request).message).toContain('The body must be signed');
    },
  );

  it('a hash of another body, announced and signed', async () => {
    const announced = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const request = await signed({ headers: { ...LIST_TABLES.headers, 'x-amz-content-sha256': announced } });
    expect(refusal(request).code).toBe('InvalidSignatureException');
  });

  it('a presigned URL', async () => {
    const request = await signed();
    const presigned = { ...request, rawQuery: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00' };
    expect(refusal(presigned)).toMatchObject({
      code: 'IncompleteSignatureException',
      message: expect.stringContaining('Presigned'),
    });
  });
});
