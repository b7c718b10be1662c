/** How the commands that look after the sandbox answer: lines for people, or one JSON object. */
import type { SandboxConnection } from '../sandbox/client.js';
import type { Invocation } from './invocation.js';

export function answer({ flags, screen }: Invocation, object: object, lines: readonly string[]): void {
  if (flags.json) process.stdout.write(`${JSON.stringify({ v: 1, ...object })}\n`);
  else screen.print(...lines);
}

/** What may be shown of a connection: all but its secret key. */
export function shown({
  secretAccessKey: _,
  ...rest
}: SandboxConnection): Omit<SandboxConnection, 'secretAccessKey'> {
  return rest;
}
