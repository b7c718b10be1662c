/** Where the output goes is not in our hands. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI, CliHome } from '../support/cli.js';

const KIB = 1024;
/** Bytes: how long a file may be for a process in the test of a full disk. */
const FULL = 8 * KIB;

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

  it('that nobody reads any more ends what is not done, and says so by its exit code', () => {
    const { code, stderr } = shell(
      'set -o pipefail; "$NODE" "$CLI" run --yes --prefix piped- | head -n 1 >/dev/null',
    );

    expect(code).toBe(1);
    expect(stderr).toBe('');
  });

  it('into a journal that is full does not keep the lab from working', async () => {
    const started = await home.run(['status', '--json']);
    const { account, region } = JSON.parse(started.stdout);
    const lab = join(home.path, 'state', 'labs', `sandbox-${account}-${region}-default`);
    writeFileSync(join(lab, 'journal.ndjson'), '\n'.repeat(FULL));

    const { code, stderr } = shell(`ulimit -f ${FULL / KIB}; "$NODE" "$CLI" cleanup >/dev/null`);

    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it('on stderr that nobody reads changes no exit code', () => {
    expect(shell('set -o pipefail; "$NODE" "$CLI" nonsense 2>&1 >/dev/null | true').code).toBe(2);
  });
});
