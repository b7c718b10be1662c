/** A file system without hard links, which no test can mount: only the call that needs them is made to fail. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CliHome } from '../support/cli.js';

const WITHOUT_LINKS = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  fs.linkSync = () => {
    throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM' });
  };
  syncBuiltinESMExports();
`;

let home: CliHome;
beforeEach(() => {
  home = new CliHome();
});
afterEach(() => home.remove());

it('a lock says what it needs, and leaves nothing behind', async () => {
  const preload = join(home.path, 'without-links.mjs');
  writeFileSync(preload, WITHOUT_LINKS);

  const { code, stderr } = await home.run(['sandbox', 'start', '--foreground'], {
    NODE_OPTIONS: `--import ${pathToFileURL(preload)}`,
  });

  expect(code).toBe(2);
  expect(stderr).toContain('hard links');
  expect(stderr).toContain('Set ORDERS_LAB_HOME to a folder on a disk of this machine.');
  expect(readdirSync(join(home.path, 'state', 'sandbox'))).toEqual([]);
});
