/** The audit of dependencies, as CI runs it, against registries that know this and that. */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/audit.mjs', import.meta.url));

const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

interface Advisory {
  readonly severity: string;
  readonly title: string;
  readonly versions: string;
}

/** A registry that answers what npm asks of advisories, or does not keep any. */
async function registry(advisories: Readonly<Record<string, Advisory>> | undefined): Promise<string> {
  const server = createServer(async (request, response) => {
    await text(request);
    const known = request.url?.endsWith('/advisories/bulk') ? advisories : undefined;
    response.writeHead(known === undefined ? 405 : 200, { 'content-type': 'application/json' });
    const listed = Object.entries(known ?? {}).map(([name, { severity, title, versions }]) => [
      name,
      [
        {
          // npm remembers what it has worked out for an id.
          id: randomInt(1e9),
          url: `https://advisories.example/${name}`,
          title,
          severity,
          vulnerable_versions: versions,
        },
      ],
    ]);
    response.end(JSON.stringify(Object.fromEntries(listed)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ended.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the registry has no port');
  return `http://127.0.0.1:${address.port}/`;
}

async function audit(url: string): Promise<{ code: number | null; told: string }> {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { ...process.env, npm_config_registry: url, npm_config_fetch_retries: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { told: await text(child.stdout), code: await closed };
}

describe('the audit of dependencies', () => {
  it('passes where nothing is known against them, and their locks are whole', async () => {
    const { code, told } = await audit(await registry({}));

    expect(code, told).toBe(0);
    expect(told.match(/0 wrong in the lock; 0 known vulnerabilities/g)).toHaveLength(3);
  });

  it('fails for any vulnerability of what users install, and names it', async () => {
    const { code, told } = await audit(
      await registry({ zod: { severity: 'low', title: 'Takes a no for a yes', versions: '*' } }),
    );

    expect(code).toBe(1);
    expect(told).toContain('FAILS zod (low): Takes a no for a yes, https://advisories.example/zod');
  });

  it.each([
    ['moderate', 0, 'bears'],
    ['critical', 1, 'FAILS'],
  ])('of what only we install, a %s one ends it with %i', async (severity, exitCode, word) => {
    const { code, told } = await audit(
      await registry({ '@biomejs/biome': { severity, title: 'Reads too much', versions: '*' } }),
    );

    expect(code).toBe(exitCode);
    expect(told).toContain(`${word} @biomejs/biome (${severity}): Reads too much`);
  });

  it('says so where a registry keeps no advisories', async () => {
    const { code, told } = await audit(await registry(undefined));

    expect(code, told).toBe(0);
    expect(told).toContain('the registry tells no advisories (405)');
  });
});
