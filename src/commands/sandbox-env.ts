/** `sandbox env`: shell lines that point AWS's own tools at the sandbox, for `eval`. */
import { ExitCode } from '../problem.js';
import { type SandboxEnvironment, sandboxEnvironment, startSandbox } from '../sandbox/client.js';
import { printNote } from '../ui/problem-output.js';
import type { Invocation } from './invocation.js';

const OLD_TOOLS =
  'AWS CLI before 2.13 (1.29 of version 1) and boto3 before 1.28 ignore AWS_ENDPOINT_URL and would call the real AWS: ' +
  'give them --endpoint-url or endpoint_url.';

export async function environment({ flags }: Invocation): Promise<ExitCode> {
  const found = sandboxEnvironment(await startSandbox());
  process.stdout.write(flags.json ? `${JSON.stringify({ v: 1, ...found })}\n` : shellLines(found));
  printNote(OLD_TOOLS, flags.color);
  return ExitCode.Ok;
}

/** For sh, bash and zsh. Each line ends in a line break. */
export function shellLines({ set, unset }: SandboxEnvironment): string {
  return [
    ...Object.entries(set).map(([name, value]) => `export ${name}=${quoted(value)}\n`),
    ...unset.map((name) => `unset ${name}\n`),
  ].join('');
}

/** Between single quotes a shell takes everything literally but the quote itself. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
