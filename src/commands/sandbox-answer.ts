/** How the commands that look after the sandbox answer: lines for people, or one JSON object. */
import type { SandboxConnection } from '../sandbox/client.js';
import { hang } from '../ui/layout.js';
import type { Invocation } from './invocation.js';

/** Lines that begin with spaces hang from there. */
export function answer({ flags, screen }: Invocation, object: object, lines: readonly string[]): void {
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ v: 1, ...object })}\n`);
    return;
  }
  for (const line of lines) {
    const indent = /^ */.exec(line)?.[0] ?? '';
    screen.print(...hang(line.slice(indent.length), screen.width(), indent).split('\n'));
  }
}

/** What may be shown of a connection: all but its secret key. */
export function shown({
  secretAccessKey: _,
  ...rest
}: SandboxConnection): Omit<SandboxConnection, 'secretAccessKey'> {
  return rest;
}
