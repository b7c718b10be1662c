/** `call`: one request to the lab's API, as curl would send it, and all of the answer. */
import { STATUS_CODES } from 'node:http';
import { type HttpAnswer, sendHttp } from '../aws/http-request.js';
import { ExitCode } from '../problem.js';
import { duration } from '../ui/format.js';
import { indentedJson } from '../ui/json-text.js';
import { hang } from '../ui/layout.js';
import { liveText } from '../ui/screen.js';
import type { Invocation } from './invocation.js';
import { looking } from './looking.js';
import { ownApi } from './own-api.js';
import { type RequestInput, requestInput } from './request-input.js';

export interface CallFlags {
  /** As typed. */
  readonly data?: string;
  /** As typed, one for each. */
  readonly header?: readonly string[];
}

const FIRST_SERVER_ERROR = 500;
/** What could play with the terminal. Line breaks and tabs may stay. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

/**
 * Any answer is a success but a fault of the server's.
 * @throws {Problem} (usage) for what cannot be sent; where there is no API, and where nobody answers.
 */
export async function call(
  invocation: Invocation,
  method: string,
  path: string,
  { data, header = [] }: CallFlags,
): Promise<ExitCode> {
  const typed = { method, path, headers: header, ...(data === undefined ? {} : { data }) };
  const request = await requestInput(typed, process.stdin);
  const { screen, flags } = invocation;
  const { url, answer, status } = await looking(invocation, async (lab) => {
    const url = (await ownApi(lab)).url + request.path;
    screen.status(liveText(screen, `Calling ${request.method} ${request.path}`));
    return { url, answer: await sendHttp({ ...request, url }, lab), status: lab.commandLine('status') };
  });
  if (flags.json) writeObject(request, url, answer);
  else {
    show(invocation, answer);
    const next = nextMove(answer, status);
    if (next !== undefined)
      screen.print(
        '',
        ...hang(screen.theme.prose(next), screen.width(), `${screen.theme.symbols.next} `).split('\n'),
      );
  }
  return answer.status >= FIRST_SERVER_ERROR ? ExitCode.Failed : ExitCode.Ok;
}

/** What to do about an answer that API Gateway gives in place of the function. */
function nextMove({ status, headers }: HttpAnswer, statusCommand: string): string | undefined {
  if (status >= FIRST_SERVER_ERROR) {
    return `${statusCommand} tells what differs from what the lab has built: a permission, a route, the function.`;
  }
  return headers['x-amzn-errortype'] === 'MissingAuthenticationTokenException'
    ? 'The API has no such path with that method: the words are what API Gateway says of each.'
    : undefined;
}

/** The body as it came: a number of 38 digits is one in it, and in no object of JavaScript's. */
function writeObject({ method }: RequestInput, url: string, answer: HttpAnswer): void {
  const { status, headers, body, milliseconds: ms } = answer;
  process.stdout.write(`${JSON.stringify({ v: 1, method, url, status, headers, body, ms })}\n`);
}

function show({ screen }: Invocation, { status, headers, body, milliseconds }: HttpAnswer): void {
  const { theme } = screen;
  const style = status >= FIRST_SERVER_ERROR ? theme.failure : status >= 400 ? theme.warning : theme.success;
  const words = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  const text = indentedJson(body) ?? body;
  screen.print(
    `${style(theme.bold(words))}  ${theme.dim(duration(milliseconds))}`,
    ...Object.entries(headers).map(
      ([name, value]) => `${theme.accent(name)}: ${value.replace(CONTROL, '�')}`,
    ),
    ...(text === '' ? [] : ['', ...text.replace(CONTROL, '�').split(/\r?\n/)]),
  );
}
