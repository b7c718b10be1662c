/** Ctrl-C, SIGTERM: the first one stops the work in good order, the second leaves at once. */
import { ExitCode } from '../problem.js';

export interface Interruption {
  /** Aborted by the first interruption. */
  readonly signal: AbortSignal;
  /** What a signal does; for a Ctrl-C that a prompt has swallowed. */
  readonly interrupt: () => void;
  /** Stops watching. */
  readonly close: () => void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const SHOW_CURSOR = '\u001b[?25h';

export class Interrupted extends Error {
  constructor() {
    super('Interrupted');
    this.name = 'Interrupted';
  }
}

/** `leave` ends the process, for a second interruption while the first is still being obeyed. */
export function watchInterruption(leave: (code: ExitCode) => void): Interruption {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (!controller.signal.aborted) {
      controller.abort(new Interrupted());
      return;
    }
    if (process.stdout.isTTY) process.stdout.write(SHOW_CURSOR);
    leave(ExitCode.Interrupted);
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal: controller.signal,
    interrupt,
    close: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
