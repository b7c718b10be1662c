/**
 * Which protocol a request speaks. It is chosen per request, not per service: older clients speak Query to
 * services that newer ones speak JSON to.
 */
import type { WireRequest } from '../http/message.js';
import type { ServiceEntry } from '../services/index.js';

export type ProtocolName = 'json' | 'query' | 'restJson' | 'restXml';

/** Services that answer in XML and that the sandbox does not have: their clients could not read anything else. */
const REST_XML_SERVICES: ReadonlySet<string> = new Set([
  'cloudfront',
  'route53',
  's3',
  's3-outposts',
  's3express',
]);

const CREDENTIAL_SCOPE = /Credential=[^/\s,]+\/\d{8}\/[^/\s,]*\/([^/\s,]+)\/aws4_request/;

/** The signing name in a request's credential scope, whether or not its signature holds. */
export function claimedSigningName(request: WireRequest): string | undefined {
  return CREDENTIAL_SCOPE.exec(request.headers.authorization ?? '')?.[1];
}

/**
 * `X-Amz-Target` means AWS JSON; a form with an Action, in the body or in the query string, means Query;
 * anything else is what the service of the signature speaks.
 */
export function protocolOf(
  request: WireRequest,
  signingName: string | undefined,
  entry: ServiceEntry | undefined,
): ProtocolName {
  if (request.headers['x-amz-target'] !== undefined) {
    return 'json';
  }
  if (isForm(request) || namesAction(request.rawQuery)) {
    return 'query';
  }
  if (signingName !== undefined && REST_XML_SERVICES.has(signingName)) {
    return 'restXml';
  }
  const protocols = entry?.protocols;
  if (protocols?.restJson === undefined && protocols?.json !== undefined) {
    return 'json';
  }
  return protocols?.restJson === undefined && protocols?.query !== undefined ? 'query' : 'restJson';
}

function isForm({ headers, body }: WireRequest): boolean {
  return (
    (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded') &&
    namesAction(body.toString('latin1'))
  );
}

function namesAction(form: string): boolean {
  return /(?:^|&)Action=/.test(form);
}
