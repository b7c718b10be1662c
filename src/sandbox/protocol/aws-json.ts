/**
 * AWS JSON 1.0 and 1.1: the operation is in `X-Amz-Target`, its input in the body. Answers carry
 * `x-amzn-RequestId` and the CRC-32 that DynamoDB's SDK checks.
 * AWS: "Smithy: AWS JSON 1.0 protocol".
 */
import { crc32 } from 'node:zlib';
import { AwsError, unknownOperation } from '../errors.js';
import type { WireRequest, WireResponse } from '../http/message.js';
import { JsonText } from '../service.js';
import { readJsonValue, writeJson } from './codecs.js';
import { type Checker, compileChecker } from './json-checker.js';
import { classicWording, modernWording } from './json-wording.js';
import type { Operation } from './model.js';
import { type Call, type LoadedService, type Protocol, servedOperation } from './protocol.js';
import { queryErrorCode } from './query.js';

/** What AWS's front end itself complains of, as opposed to the service's model. */
const FRONT_END_NAMESPACE = 'com.amazon.coral.service';

/** Front-end errors that come from elsewhere than `com.amazon.coral.service`. */
const NAMESPACES: Readonly<Record<string, string>> = {
  ThrottlingException: 'com.amazon.coral.availability',
  ValidationException: 'com.amazon.coral.validate',
};

/** Front-end errors whose text is in `Message`, not `message`. */
const CAPITAL_MESSAGE: ReadonlySet<string> = new Set(['AccessDeniedException', 'SerializationException']);

export const awsJson: Protocol = {
  read(request, service) {
    const contentType = mediaType(request);
    if (request.method !== 'POST' || !acceptedTypes(service).includes(contentType)) {
      throw new WrongContentType();
    }
    const target = String(request.headers['x-amz-target'] ?? '');
    const prefix = service.entry.protocols.json?.targetPrefix ?? '';
    const served = target.startsWith(`${prefix}.`)
      ? servedOperation(service, target.slice(prefix.length + 1))
      : undefined;
    if (served === undefined) {
      throw unknownOperation();
    }
    return { ...served, input: readInput(request.body, served.operation, service) };
  },

  answer(request, service, call, output, requestId) {
    return respond(200, answerType(request, service), answerText(service, call, output), requestId);
  },

  fail(request, service, error, requestId) {
    if (error instanceof WrongContentType) {
      return respond(404, 'application/xml', '<UnknownOperationException/>\n', requestId);
    }
    const modelled = service?.model.errors.get(error.code);
    const body = {
      __type: errorType(error.code, service),
      ...(error.message === '' ? {} : { [messageMember(error.code, service)]: error.message }),
      ...error.members,
    };
    const status = modelled?.status ?? error.status;
    const answer = respond(status, answerType(request, service), JSON.stringify(body), requestId);
    const queryError = queryErrorHeader(request, service, error, status);
    return queryError === undefined
      ? answer
      : { ...answer, headers: { ...answer.headers, 'x-amzn-query-error': queryError } };
  },
};

/**
 * Services that spoke Query before tell clients that ask for it how the error was called there, so that programs
 * written for the old name go on working. AWS: "Smithy: AWS query compatible".
 */
function queryErrorHeader(
  request: WireRequest,
  service: LoadedService | undefined,
  { code }: AwsError,
  status: number,
): string | undefined {
  if (request.headers['x-amzn-query-mode'] !== 'true' || service?.entry.protocols.query === undefined) {
    return undefined;
  }
  return `${queryErrorCode(code, service)};${status >= 500 ? 'Receiver' : 'Sender'}`;
}

/** AWS takes this for a request to no operation at all, and answers it in XML. */
class WrongContentType extends AwsError {
  constructor() {
    super('UnknownOperationException', '', { status: 404 });
  }
}

function mediaType(request: WireRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function acceptedTypes(service: LoadedService): readonly string[] {
  return ['application/json', `application/x-amz-json-${service.entry.protocols.json?.version ?? '1.1'}`];
}

/** An answer is of the request's own type, where that is one of ours. */
function answerType(request: WireRequest, service: LoadedService | undefined): string {
  const version = service?.entry.protocols.json?.version;
  if (version !== undefined) {
    return mediaType(request) === 'application/json'
      ? 'application/json'
      : `application/x-amz-json-${version}`;
  }
  return mediaType(request).startsWith('application/') ? mediaType(request) : 'application/x-amz-json-1.1';
}

function readInput(body: Buffer, operation: Operation, service: LoadedService): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    // AWS says no more than that, of an empty body too.
    throw new AwsError('SerializationException', '');
  }
  if (operation.input.kind === 'unit') {
    return {};
  }
  const checked = check(parsed, checkerOf(operation, service));
  return service.entry.form === 'wire' ? checked : readJsonValue(operation.input, checked);
}

function check(parsed: unknown, checker: Checker): unknown {
  try {
    return checker(parsed);
  } catch (error) {
    // Nested so deep that the checks ran out of stack.
    throw error instanceof RangeError ? new AwsError('SerializationException', '') : error;
  }
}

const checkers = new WeakMap<Operation, Checker>();

function checkerOf(operation: Operation, { entry }: LoadedService): Checker {
  const known = checkers.get(operation);
  if (known !== undefined) {
    return known;
  }
  const checker = compileChecker(operation.input, {
    wording: entry.errorNamespace === undefined ? classicWording : modernWording(entry.errorNamespace),
    numbers: entry.numbers ?? {},
    jsonName: false,
  });
  checkers.set(operation, checker);
  return checker;
}

function answerText({ entry }: LoadedService, { operation }: Call, output: unknown): string {
  if (output instanceof JsonText) {
    return output.text;
  }
  if (output === undefined || operation.output.kind === 'unit') {
    return '{}';
  }
  return entry.form === 'wire' ? JSON.stringify(output) : writeJson(operation.output, output);
}

function errorType(code: string, service: LoadedService | undefined): string {
  if (service?.model.errors.has(code)) {
    const { errorNamespace } = service.entry;
    return errorNamespace === undefined ? code : `${errorNamespace}#${code}`;
  }
  return `${NAMESPACES[code] ?? FRONT_END_NAMESPACE}#${code}`;
}

function messageMember(code: string, service: LoadedService | undefined): string {
  return (
    service?.model.errors.get(code)?.messageMember ?? (CAPITAL_MESSAGE.has(code) ? 'Message' : 'message')
  );
}

function respond(status: number, contentType: string, text: string, requestId: string): WireResponse {
  return {
    status,
    headers: {
      'content-type': contentType,
      'x-amzn-RequestId': requestId,
      'x-amz-crc32': String(crc32(text)),
    },
    body: text,
  };
}
