/**
 * The log: `console` writes whole messages, framed so that one of many lines stays one event; whatever else is
 * written to standard output or error is read line by line. Both go through one descriptor, in their order.
 * AWS: "Log and monitor Node.js Lambda functions", "Configuring JSON and plain text log formats".
 */
import { writeSync } from 'node:fs';
import { format } from 'node:util';
import { errorText, isError } from './runtime-errors.mjs';

const STANDARD_OUTPUT = 1;
/** Begins a frame. No program writes it at the start of a line. */
const FRAME = '\u0000';
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
/** Milliseconds until another try, where the reader has not caught up. */
const FULL_PIPE_WAIT = 1;

let requestId;
let clockOffset = 0;
let json = false;

/** From now on messages are about this invocation, and dated by the sandbox's clock. */
export function invocationStarts(invocation) {
  ({ requestId, clockOffset } = invocation);
}

/** All that was written before belongs to the invocation; tells how much memory is in use. */
export function endOfInvocation(id) {
  write(`${FRAME}end ${id} ${process.memoryUsage.rss()}\n`);
}

/** @param options `format`: `JSON` or text. `level`: the least that is written; JSON only. */
export function patchConsole(options) {
  json = options.format === 'JSON';
  const least = Math.max(0, LEVELS.indexOf(json ? options.level : 'TRACE'));
  const methods = LEVELS.map((level, rank) => [
    level.toLowerCase(),
    rank < least ? () => undefined : (message, ...rest) => writeMessage(level, message, rest),
  ]);
  const patched = Object.fromEntries(methods);
  Object.assign(console, patched, { log: patched.info });
  // Else Node keeps back what does not fit into the pipe, and our frames would land in the middle of it.
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
}

/** As the runtime reports what a function has thrown. */
export function logError(title, thrown) {
  if (json) writeMessage('ERROR', isError(thrown) ? thrown : new Error(String(thrown)), []);
  else writeMessage('ERROR', title, [`\t${errorText(thrown)}`]);
}

function writeMessage(level, message, rest) {
  const timestamp = new Date(Date.now() + clockOffset).toISOString();
  const text = json
    ? jsonMessage(timestamp, level, message, rest)
    : `${timestamp}\t${requestId}\t${level}\t${format(message, ...rest)}`;
  write(`${FRAME}log ${Buffer.byteLength(text)}\n${text}\n`);
}

function jsonMessage(timestamp, level, message, rest) {
  const base = { timestamp, level, requestId };
  if (rest.length === 0) {
    try {
      return JSON.stringify({ ...base, message }, (_key, value) =>
        isError(value) ? errorMembers(value) : value,
      );
    } catch {
      return JSON.stringify({ ...base, message: format(message) });
    }
  }
  const error = rest.find(isError);
  return JSON.stringify({
    ...base,
    message: format(message, ...rest),
    ...(error === undefined ? {} : errorMembers(error)),
  });
}

function errorMembers(error) {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}

function write(text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STANDARD_OUTPUT, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_WAIT);
    }
  }
}
