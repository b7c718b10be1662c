/** What `call` sends, from what was typed: a method, a path, headers and a body. */
import { createReadStream } from 'node:fs';
import { METHODS } from 'node:http';
import { shortened } from '../lab/shortened.js';
import { Problem } from '../problem.js';

/** AWS: "Amazon API Gateway quotas", payload size. */
const LARGEST_BODY = 10 * 1024 * 1024; /* 10 MiB */
/** A name and a value, as curl takes them. */
const HEADER = /^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(?<value>[\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;
/** A part of a path that stands for this one or the one above. */
const DOTS = /^(?:\.|%2e){1,2}$/i;
/** What HTTP clients have no use for, or send in another way. */
const UNSENDABLE = new Set(['CONNECT', 'TRACE', 'TRACK']);
/** What says how a request is sent is not for its sender to choose. */
const OUR_OWN = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const BODYLESS = new Set(['GET', 'HEAD']);
const EXAMPLE = "for example: orders-lab call GET '/orders?customer_id=cust123'";

export interface RequestInput {
  /** Upper case. */
  readonly method: string;
  /** Below the stage, with its query string: begins with a slash. */
  readonly path: string;
  /** By name, as typed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface TypedRequest {
  readonly method: string;
  readonly path: string;
  /** Inline, `@file`, or `-` for standard input. */
  readonly data?: string;
  readonly headers?: readonly string[];
}

/** @throws {Problem} (usage) for what cannot be sent, and for a file that cannot be read. */
export async function requestInput(
  typed: TypedRequest,
  input: AsyncIterable<Buffer | string>,
): Promise<RequestInput> {
  const method = methodFrom(typed.method);
  if (typed.data !== undefined && BODYLESS.has(method)) {
    throw Problem.usage(`A ${method} request has no body.`, 'Leave --data out, or call POST or PUT instead.');
  }
  const path = pathFrom(typed.path);
  const body = typed.data === undefined ? undefined : await bodyFrom(typed.data, input);
  const headers = headersFrom(typed.headers ?? []);
  const hasType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    method,
    path,
    headers: body === undefined || hasType ? headers : { 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body }),
  };
}

function methodFrom(typed: string): string {
  const method = typed.toUpperCase();
  if (METHODS.includes(method) && !UNSENDABLE.has(method)) return method;
  throw Problem.usage(
    `${JSON.stringify(shortened(typed))} is no method that can be called.`,
    `Give GET, POST, PUT or DELETE, ${EXAMPLE}`,
  );
}

function pathFrom(typed: string): string {
  // HTTP clients take dots out, encoded ones as well: what is called would stand beside the stage.
  const [name = ''] = typed.split(/[?#]/, 1);
  if (ADDRESS.test(typed) || name.split(/[/\\]/).some((part) => DOTS.test(part))) {
    throw Problem.usage(
      'Only paths of the lab’s own API can be called.',
      `Give what comes behind the stage, ${EXAMPLE}`,
    );
  }
  const path = typed.startsWith('/') ? typed : `/${typed}`;
  // Everything that is not ASCII, and spaces, as a browser would send them.
  return path.replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

function headersFrom(typed: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const text of typed) {
    const { name, value } = HEADER.exec(text)?.groups ?? {};
    if (name === undefined || value === undefined) {
      throw Problem.usage(
        `${JSON.stringify(shortened(text))} is no header.`,
        'Give a name and a value, for example --header \'If-Match: "1"\'',
      );
    }
    if (OUR_OWN.has(name.toLowerCase())) {
      throw Problem.usage(
        `The header ${name} cannot be chosen.`,
        'It says how the request is sent: leave it out, or send the request with curl.',
      );
    }
    headers[name] = value;
  }
  return headers;
}

/** Bytes as they are: a picture is no text. */
async function bodyFrom(typed: string, input: AsyncIterable<Buffer | string>): Promise<Uint8Array> {
  if (typed === '-' || typed === '@-') return readAll(input);
  if (typed.startsWith('@')) return contentOf(typed.slice(1));
  return readAll([typed]);
}

/** @throws {Problem} (usage) as soon as it is more than can be sent. */
async function readAll(input: AsyncIterable<Buffer | string> | Iterable<string>): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > LARGEST_BODY) {
      throw Problem.usage('The body is too large.', 'API Gateway takes 10 MiB at most: send less.');
    }
  }
  return Buffer.concat(chunks);
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await readAll(createReadStream(file));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw Problem.usage(
      `The file ${JSON.stringify(shortened(file))} cannot be read.`,
      'Give the name of a file that is there, - for standard input, or the body itself.',
      error instanceof Error ? error.message : undefined,
    );
  }
}
