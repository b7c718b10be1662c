/**
 * Who sent a request: checks the Signature Version 4 in its Authorization header against keys we know.
 * The body is hashed here, the path is taken as it came, and whatever the request says about its own hash is
 * not believed. AWS: "Troubleshoot Signature Version 4 signing" (IAM User Guide), "Common Error Types".
 */
import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors.js';
import type { Principal } from '../service.js';
import { type Authorization, parseAuthorization } from './authorization.js';
import type { WireRequest } from './message.js';
import {
  basicTimestamp,
  type CredentialScope,
  canonicalRequest,
  deriveSigningKey,
  hmac,
  scopeText,
  sha256,
  stringToSign,
} from './signing.js';

/** How far a request's date may be from ours, either way. */
const TOLERANCE_MINUTES = 5;
const TOLERANCE = TOLERANCE_MINUTES * 60 * 1000;
/** Signing keys are kept by credential and scope; a client uses a handful. */
const MAX_CACHED_KEYS = 100;

export interface Credential {
  readonly secretAccessKey: string;
  readonly principal: Principal;
  /** Of temporary credentials: to be sent with them. Others are to be sent without one. */
  readonly sessionToken?: string;
  /** When they end, in milliseconds since the epoch. Default: never. */
  readonly expiresAt?: number;
}

/** The keys that are valid now. */
export type CredentialLookup = (accessKeyId: string) => Credential | undefined;

/** What a signature proves. */
export interface Identity {
  readonly principal: Principal;
  readonly region: string;
  readonly signingName: string;
}

/** Throws an AwsError, in AWS's words, where the signature does not hold. */
export type Verifier = (request: WireRequest) => Identity;

export interface VerifierOptions {
  readonly lookup: CredentialLookup;
  /** Real time, in milliseconds since the epoch: signatures do not live in virtual time. */
  readonly realNow?: () => number;
}

export function createVerifier({ lookup, realNow = Date.now }: VerifierOptions): Verifier {
  const signingKeys = new Map<string, Buffer>();

  const signingKey = (accessKeyId: string, secretAccessKey: string, scope: CredentialScope): Buffer => {
    const id = `${accessKeyId} ${secretAccessKey} ${scopeText(scope)}`;
    const known = signingKeys.get(id);
    if (known) return known;
    if (signingKeys.size >= MAX_CACHED_KEYS) signingKeys.clear();
    const key = deriveSigningKey(secretAccessKey, scope);
    signingKeys.set(id, key);
    return key;
  };

  return (request) => {
    refusePresigned(request);
    const authorization = parseAuthorization(request);
    const credential = lookup(authorization.accessKeyId);
    if (!credential || !hasToken(request, credential)) {
      throw new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    }
    assertTimely(authorization, realNow());
    assertPayloadSigned(request);
    const key = signingKey(authorization.accessKeyId, credential.secretAccessKey, authorization.scope);
    const expected = hmac(
      key,
      stringToSign(canonicalOf(request, authorization), authorization.timestamp, authorization.scope),
    );
    const given = Buffer.from(authorization.signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new AwsError(
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      );
    }
    if (credential.expiresAt !== undefined && credential.expiresAt <= realNow()) {
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    }
    const { region, service } = authorization.scope;
    return { principal: credential.principal, region, signingName: service };
  };
}

function hasToken({ headers }: WireRequest, { sessionToken }: Credential): boolean {
  const given = headers['x-amz-security-token'];
  if (sessionToken === undefined || typeof given !== 'string') return given === sessionToken;
  const [givenBytes, expected] = [Buffer.from(given), Buffer.from(sessionToken)];
  return givenBytes.length === expected.length && timingSafeEqual(givenBytes, expected);
}

function refusePresigned({ rawQuery }: WireRequest): void {
  if (/(?:^|&)X-Amz-(?:Algorithm|Credential|Signature)=/i.test(rawQuery)) {
    throw new AwsError(
      'IncompleteSignatureException',
      'Presigned URLs are not accepted here: sign the Authorization header instead.',
    );
  }
}

function assertTimely({ timestamp, time }: Authorization, now: number): void {
  if (time < now - TOLERANCE) {
    throw new AwsError(
      'InvalidSignatureException',
      `Signature expired: ${timestamp} is now earlier than ${basicTimestamp(now - TOLERANCE)} (${basicTimestamp(now)} - ${TOLERANCE_MINUTES} min.)`,
    );
  }
  if (time > now + TOLERANCE) {
    throw new AwsError(
      'InvalidSignatureException',
      `Signature not yet current: ${timestamp} is still later than ${basicTimestamp(now + TOLERANCE)} (${basicTimestamp(now)} + ${TOLERANCE_MINUTES} min.)`,
    );
  }
}

/** A client may announce that its signature leaves the body out. Ours is checked with it all the same. */
function assertPayloadSigned({ headers }: WireRequest): void {
  const announced = headers['x-amz-content-sha256'];
  if (typeof announced === 'string' && !/^[0-9a-f]{64}$/.test(announced)) {
    throw new AwsError(
      'InvalidSignatureException',
      `The body must be signed: x-amz-content-sha256 ${announced} is not accepted here.`,
    );
  }
}

function canonicalOf(
  { method, rawPath, rawQuery, headers, body }: WireRequest,
  { signedHeaders }: Authorization,
): string {
  return canonicalRequest({
    method,
    rawPath,
    rawQuery,
    headers: signedHeaders.map((name): [string, string] => [name, String(headers[name] ?? '')]),
    payloadHash: sha256(body),
  });
}
