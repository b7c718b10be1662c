/**
 * The background process: `node dist/sandbox/daemon.js FOLDER VERSION [PORT]`. Its output is the log file;
 * what a person should know of a failed start is left for `launch.ts` by `start-failure.ts`.
 */
import { writeSync } from 'node:fs';
import { Problem } from '../problem.js';
import { runSandbox } from './run.js';
import { EXIT_HELD, leaveStartFailure } from './start-failure.js';

const IDLE_LIMIT = 60 * 60 * 1000; /* 1 h */

const [folder = '', version = '', port] = process.argv.slice(2);
process.umask(0o077);

const end = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort(signal));

/** To the end of the log file, at once: a process that is killed has no time to flush. */
function log(line: string): void {
  writeSync(process.stdout.fd, `${new Date().toISOString()} ${line}\n`);
}

let exitCode = 0;
try {
  const result = await runSandbox({
    folder,
    version,
    port: port === undefined ? undefined : Number(port),
    log,
    signal: end.signal,
    idleLimit: IDLE_LIMIT,
  });
  if (result.state === 'held') {
    log(`does not start: process ${result.by.pid} has had the folder since ${result.by.since}`);
    exitCode = EXIT_HELD;
  }
} catch (error) {
  log(`has failed: ${error instanceof Error ? error.stack : String(error)}`);
  if (error instanceof Problem) leaveStartFailure(folder, error);
  exitCode = 1;
}
// Whatever a service has left running must not keep the process.
process.exit(exitCode);
