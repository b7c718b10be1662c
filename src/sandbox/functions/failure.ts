/** How Lambda tells that a function has failed: the JSON that is answered, and the line in the log. */

export interface Failure {
  /** `Runtime.ExitError` */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Why a process has ended before it answered. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const SIGNAL_WORDS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'aborted (core dumped)',
  SIGBUS: 'bus error (core dumped)',
  SIGFPE: 'floating point exception (core dumped)',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction (core dumped)',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault (core dumped)',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap (core dumped)',
};

export function exitFailure(requestId: string, end: ProcessEnd): Failure {
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${exitText(end)}` };
}

function exitText({ code, signal }: ProcessEnd): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code ?? 'unknown'}`;
}

/** @param timeout seconds */
export function timeoutFailure(requestId: string, timeout: number): Failure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`,
  };
}

export function responseTooLarge(size: number, most: number): Failure {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${most} bytes).`,
  };
}

/** What a runtime reported, taken as it came: it need not be of the usual form. */
export function errorTypeOf(report: Buffer): string {
  try {
    const parsed: unknown = JSON.parse(report.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && 'errorType' in parsed)
      return String(parsed.errorType);
  } catch {
    // Not JSON: told as an error of no known type.
  }
  return 'Runtime.Unknown';
}
