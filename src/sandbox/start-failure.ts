/** How a background process that cannot start tells the command that started it why: it has no pipe to it. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode, Problem } from '../problem.js';
import { readPrivateFile, writePrivateFile } from '../state/private-file.js';

/** The process's exit code when its folder is in use by another one. From sysexits.h: EX_TEMPFAIL. */
export const EXIT_HELD = 75;

/** Called by the process that ends. */
export function leaveStartFailure(folder: string, { message, next, because, exitCode }: Problem): void {
  writePrivateFile(fileOf(folder, process.pid), JSON.stringify({ message, next, because, exitCode }));
}

/** What the process has left, if it has left anything; it is taken away. */
export function takeStartFailure(folder: string, pid: number | undefined): Problem | undefined {
  if (pid === undefined) return undefined;
  const path = fileOf(folder, pid);
  const content = readPrivateFile(path);
  if (content === undefined) return undefined;
  rmSync(path, { force: true });
  const { message, next, because, exitCode } = JSON.parse(content);
  return new Problem(String(message), {
    next: String(next),
    ...(typeof because === 'string' ? { because } : {}),
    exitCode: exitCode === ExitCode.Usage ? ExitCode.Usage : ExitCode.Failed,
  });
}

function fileOf(folder: string, pid: number): string {
  return join(folder, `start-failure.${pid}.json`);
}
