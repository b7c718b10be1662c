#!/usr/bin/env node
/** The entry. Answers `--version` before anything is loaded, and is the only place that ends the process. */
import { packageVersion } from './commands/version.js';
import { ExitCode } from './problem.js';

const words = process.argv.slice(2);

// A reader that has had enough (`| head`) is no failure where all is done, and ends the work where it is not:
// nobody sees what it would do. A disk that is full is somebody's to mend.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? ExitCode.Failed);
  process.stderr.write(`The output cannot be written: ${error.message}.\nSend it somewhere else.\n`);
  process.exit(ExitCode.Failed);
});
// Nobody reads what went wrong: the exit code says it.
process.stderr.on('error', () => {});

if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.write(`${packageVersion()}\n`);
  process.exitCode = ExitCode.Ok;
} else {
  const { main } = await import('./commands/main.js');
  process.exitCode = await main(words, (code) => process.exit(code));
}
