/** Reads the Authorization header of Signature Version 4, with the date that goes with it. */
import { AwsError } from '../errors.js';
import type { WireRequest } from './message.js';
import { ALGORITHM, basicTimestamp, type CredentialScope, TERMINATOR } from './signing.js';

export interface Authorization {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Lower-case, in order, `host` and every `x-amz-…` header of the request among them. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits, if it is any good. */
  readonly signature: string;
  /** As it goes into the string to sign: `20261101T120000Z`. */
  readonly timestamp: string;
  /** The same in milliseconds since the epoch. */
  readonly time: number;
}

/** What the header says beside the signature: the same in all that a client signs for a service in a day. */
type Claims = Pick<Authorization, 'accessKeyId' | 'scope' | 'signedHeaders'>;

type RequestDate = Pick<Authorization, 'timestamp' | 'time'>;

/** The end of a header that has its signature last, as all SDKs write it. */
const SIGNATURE_AT_END = /[, ]Signature=([0-9a-f]{64})$/;
/** Claims by the text of the header before the signature; a client uses a handful. */
const knownClaims = new Map<string, Claims>();
const MAX_KNOWN_CLAIMS = 100;

/** Throws an AwsError (MissingAuthenticationToken, IncompleteSignature, InvalidSignature) in AWS's words. */
export function parseAuthorization(request: WireRequest): Authorization {
  const header = request.headers.authorization;
  if (header === undefined || header.trim() === '') {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const end = SIGNATURE_AT_END.exec(header);
  const text = end === null ? undefined : header.slice(0, end.index);
  const known = text === undefined ? undefined : knownClaims.get(text);
  const signature = end?.[1];
  if (known !== undefined && signature !== undefined) {
    const date = readDate(request);
    if (date !== undefined) return matched(request, { ...known, signature, ...date });
  }
  const authorization = parseHeader(header, request);
  if (text !== undefined) remember(text, authorization);
  return matched(request, authorization);
}

function remember(text: string, { accessKeyId, scope, signedHeaders }: Claims): void {
  if (knownClaims.size >= MAX_KNOWN_CLAIMS) knownClaims.clear();
  knownClaims.set(text, { accessKeyId, scope, signedHeaders });
}

function parseHeader(header: string, request: WireRequest): Authorization {
  const separator = header.indexOf(' ');
  const algorithm = separator < 0 ? header : header.slice(0, separator);
  if (algorithm !== ALGORITHM)
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}'. Expected '${ALGORITHM}'.`);

  const parameters = parseParameters(header, header.slice(separator + 1));
  const date = readDate(request);
  const credential = parameters.get('Credential');
  const signature = parameters.get('Signature');
  const signed = parameters.get('SignedHeaders');
  if (!credential || !signature || !signed || !date) {
    const missing = [
      credential ? '' : "Authorization header requires 'Credential' parameter. ",
      signature ? '' : "Authorization header requires 'Signature' parameter. ",
      signed ? '' : "Authorization header requires 'SignedHeaders' parameter. ",
      date ? '' : "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
    ].join('');
    throw incomplete(missing + shown(header));
  }
  const signedHeaders = signed.toLowerCase().split(';').sort();
  return { ...parseCredential(credential), signedHeaders, signature, ...date };
}

/** What the header says has to fit the request that it came with. */
function matched(request: WireRequest, authorization: Authorization): Authorization {
  const { signedHeaders, scope, timestamp } = authorization;
  assertSigned(request, signedHeaders);
  if (scope.date !== timestamp.slice(0, 8)) {
    throw invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    );
  }
  return authorization;
}

function parseParameters(header: string, text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const equals = part.indexOf('=');
    if (equals < 1) {
      throw incomplete(
        `'${part}' not a valid key=value pair (missing equal-sign) in Authorization header: '${withoutSignature(header)}'.`,
      );
    }
    parameters.set(part.slice(0, equals), part.slice(equals + 1));
  }
  return parameters;
}

function parseCredential(credential: string): Pick<Claims, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator === undefined || rest.length > 0) {
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  if (terminator !== TERMINATOR) {
    throw invalid(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'. `,
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}

function readDate({ headers }: WireRequest): RequestDate | undefined {
  const amzDate = headers['x-amz-date'];
  if (typeof amzDate === 'string') {
    const time = parseBasic(amzDate);
    if (Number.isNaN(time)) {
      throw incomplete(
        `Date must be in ISO-8601 'basic format'. Got '${amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      );
    }
    return { timestamp: amzDate, time };
  }
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? undefined : { timestamp: basicTimestamp(time), time };
}

/** NaN where the text is no date. */
function parseBasic(text: string): number {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return Number.NaN;
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)];
  return Date.parse(
    `${year}-${month}-${day}T${text.slice(9, 11)}:${text.slice(11, 13)}:${text.slice(13, 15)}Z`,
  );
}

/**
 * A header that says what to do must be signed, or it could be swapped under a good signature.
 * AWS also asks for Content-Type in its documentation, but takes requests (its own SDK for PHP's) without.
 */
function assertSigned({ headers }: WireRequest, signedHeaders: readonly string[]): void {
  if (!signedHeaders.includes('host')) {
    throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const dates = headers['x-amz-date'] === undefined ? ['date'] : [];
  const required = [...Object.keys(headers).filter((name) => name.startsWith('x-amz-')), ...dates];
  const unsigned = required.find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined)
    throw invalid(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  const absent = signedHeaders.find((name) => headers[name] === undefined);
  if (absent !== undefined) throw invalid(`The signed header '${absent}' is not in the request.`);
  if (new Set(signedHeaders).size !== signedHeaders.length) {
    throw invalid("A header is named twice in the 'SignedHeaders' of the AWS Authorization.");
  }
}

function incomplete(message: string): AwsError {
  return new AwsError('IncompleteSignatureException', message);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidSignatureException', message);
}

function shown(header: string): string {
  return `Authorization=${withoutSignature(header)}`;
}

/** Error texts end up in logs: a signature need not. */
function withoutSignature(header: string): string {
  return header.replace(/Signature=[^\s,]*/, 'Signature=…');
}
