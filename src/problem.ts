/** The exit codes of the CLI: a contract, scripts depend on them. */
export const ExitCode = {
  /** Done and proven. */
  Ok: 0,
  /** A call or a check failed. */
  Failed: 1,
  /** Wrong usage or input; nothing was changed. */
  Usage: 2,
  /** Cleanup left something behind. */
  Leftovers: 3,
  /** Interrupted by the learner. */
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export interface ProblemOptions {
  /** What to do now: a command to run or a thing to change. Shown on a line of its own. */
  readonly next: string;
  /** Why it happened, as far as is known, in words for a person. */
  readonly because?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/**
 * An error that is meant for a person: what failed (`message`), why (`because`), what to do (`next`).
 * Everything that a learner can cause ends as one of these; any other error that reaches the entry point
 * is a bug of ours and is reported as such.
 */
export class Problem extends Error {
  readonly next: string;
  readonly because: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, { next, because, exitCode = ExitCode.Failed, cause }: ProblemOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.next = next;
    this.because = because;
    this.exitCode = exitCode;
  }

  /** Wrong usage or input (exit code 2): nothing was changed. */
  static usage(message: string, next: string, because?: string): Problem {
    return new Problem(message, {
      next,
      exitCode: ExitCode.Usage,
      ...(because === undefined ? {} : { because }),
    });
  }
}
