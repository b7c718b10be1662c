/**
 * The Query protocol: a form with an Action and a Version, answered in XML.
 * AWS: "Smithy: AWS query protocol", "Common errors" of the STS and IAM API references.
 */
import { AwsError } from '../errors.js';
import type { WireRequest, WireResponse } from '../http/message.js';
import { writeXmlMembers } from './codecs.js';
import type { Operation } from './model.js';
import { type LoadedService, type Protocol, servedOperation } from './protocol.js';
import { parseForm, readForm } from './query-form.js';
import { escapeXml, xmlElements } from './xml-text.js';

/** How the Query protocol calls errors that other protocols call otherwise. */
const QUERY_NAMES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidParameterValueException: 'InvalidParameterValue',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  MissingParameterException: 'MissingParameter',
  ThrottlingException: 'Throttling',
  UnknownOperationException: 'InvalidAction',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ValidationException: 'ValidationError',
};

/** Refusals of who is asking: 403, where the JSON protocols say 400. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'AccessDenied',
  'ExpiredToken',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
]);

export const query: Protocol = {
  read(request, service) {
    const form = parseForm(formText(request));
    const action = form.children.get('Action')?.value ?? '';
    const version = form.children.get('Version')?.value ?? '';
    const served =
      version === service.entry.protocols.query?.version ? servedOperation(service, action) : undefined;
    if (served === undefined) {
      throw new AwsError('InvalidAction', unknownAction(request));
    }
    return {
      ...served,
      input: withAddress(request, service, served.operation, readForm(served.operation.input, form)),
    };
  },

  answer(_request, service, { operation }, output, requestId) {
    const xmlNamespace = service.entry.protocols.query?.xmlNamespace ?? '';
    const members =
      operation.output.kind === 'structure' ? writeXmlMembers(operation.output, output ?? {}) : undefined;
    const result =
      members === undefined ? '' : `<${operation.name}Result>${members}</${operation.name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata>`;
    const name = `${operation.name}Response`;
    return respond(
      200,
      `<${name} xmlns="${escapeXml(xmlNamespace)}">${result}${metadata}</${name}>`,
      requestId,
    );
  },

  fail(request, service, error, requestId) {
    const modelled = service?.model.errors.get(error.code);
    const code = queryErrorCode(error.code, service);
    const status = FORBIDDEN.has(code) ? 403 : (modelled?.query?.status ?? modelled?.status ?? error.status);
    const details = xmlElements({
      Type: status >= 500 ? 'Receiver' : 'Sender',
      Code: code,
      Message: error.message === '' && code === 'InvalidAction' ? unknownAction(request) : error.message,
      ...error.members,
    });
    const xmlNamespace = service?.entry.protocols.query?.xmlNamespace;
    const attribute = xmlNamespace === undefined ? '' : ` xmlns="${escapeXml(xmlNamespace)}"`;
    const body = `<ErrorResponse${attribute}><Error>${details}</Error>${xmlElements({ RequestId: requestId })}</ErrorResponse>`;
    return respond(status, body, requestId);
  },
};

/** The input, with the resource that the request was sent to where a client leaves that to the address. */
function withAddress(
  { rawPath }: WireRequest,
  { entry }: LoadedService,
  { input: shape }: Operation,
  input: unknown,
): unknown {
  const member = entry.protocols.query?.addressMember;
  const takesIt = member !== undefined && shape.kind === 'structure' && shape.members.has(member);
  return takesIt && rawPath !== '/' ? { [member]: rawPath, ...Object(input) } : input;
}

/** What an error is called where the Query protocol is spoken. */
export function queryErrorCode(code: string, service: LoadedService | undefined): string {
  return service?.model.errors.get(code)?.query?.code ?? QUERY_NAMES[code] ?? code;
}

/** The form is in the body of a POST; a GET has it in its query string. */
function formText({ method, body, rawQuery }: WireRequest): string {
  return method === 'GET' ? rawQuery : body.toString('utf8');
}

function unknownAction(request: WireRequest): string {
  const form = new URLSearchParams(formText(request));
  const version = form.get('Version') ?? 'NO_VERSION_SPECIFIED';
  return `Could not find operation ${form.get('Action') ?? ''} for version ${version}`;
}

function respond(status: number, text: string, requestId: string): WireResponse {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-RequestId': requestId }, body: text };
}
