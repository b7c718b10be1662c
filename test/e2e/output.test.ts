/** Where the output goes is not in our hands. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI, CliHome } from '../support/cli.js';

const home = new CliHome();
afterAll(() => home.remove());

function shell(command: string): { code: number | null; stderr: string } {
  const { status, stderr } = spawnSync('bash', ['-c', command], {
    env: { ...home.environment(), NODE: process.execPath, CLI },
    encoding: 'utf8',
  });
  return { code: status, stderr };
}

describe('output', () => {
  it.skipIf(!existsSync('/dev/full'))('onto a full disk ends in one sentence, and no stack', () => {
    const { code, stderr } = shell('"$NODE" "$CLI" --help >/dev/full');

    expect(code).toBe(1);
    expect(stderr).toMatch(/^The output cannot be written: .*\nSend it somewhere else\.\n$/);
  });

  it('that nobody reads any more is no failure', () => {
    const { code, stderr } = shell('set -o pipefail; "$NODE" "$CLI" --help | true');

    expect(code).toBe(0);
    expect(stderr).toBe('');
  });

  it('on stderr that nobody reads changes no exit code', () => {
    expect(shell('set -o pipefail; "$NODE" "$CLI" nonsense 2>&1 >/dev/null | true').code).toBe(2);
  });
});
