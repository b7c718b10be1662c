/** Errors of the way to a service. What services themselves say is in `errors.ts`. */

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);
const CERTIFICATE_CODES = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The endpoint cannot be reached, or hung up. */
export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && CONNECTION_CODES.has(String(error.code))) return true;
  return error.name === 'TimeoutError' || error.message === 'socket hang up';
}

/** A certificate that this machine does not trust: a proxy that reads TLS, or a mock's own. */
export function isUntrustedCertificate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CERTIFICATE_CODES.has(String(error.code));
}

/** What is there does not speak HTTP, or speaks it without TLS where we came with, or the other way round. */
export function isForeignProtocol(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(EPROTO$|HPE_|ERR_SSL_)/.test(String(error.code));
}
