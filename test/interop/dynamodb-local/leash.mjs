/**
 * Runs a program that must not outlive whoever holds this process's standard input: when that is closed, be it
 * because its holder was killed, the program is killed too. Ends as the program does; 127 where there is none.
 */
import { spawn } from 'node:child_process';

const NOT_FOUND = 127;

const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.once('error', () => process.exit(NOT_FOUND));
child.once('exit', (code) => process.exit(code ?? 1));
process.stdin.once('end', () => child.kill('SIGKILL'));
process.stdin.resume();
