/** The sandbox as a mock of AWS: reached by `--aws`, a profile of its own and its endpoint. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSandbox, type SandboxConnection } from '../../src/sandbox/client.js';
import type { CliHome } from './cli.js';

export interface MockAccount {
  /** What leads there: the profile `mock`, whose region is eu-west-1. */
  readonly aws: readonly string[];
  readonly connection: SandboxConnection;
  /** The variables that `sandbox env` sets. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts the sandbox of this home. */
export async function startMockAccount(home: CliHome): Promise<MockAccount> {
  const { stdout } = await home.run(['sandbox', 'env', '--json']);
  const connection = await findSandbox(home.stateFolder);
  if (connection === undefined) throw new Error(`No sandbox has started: ${stdout}`);
  const { accessKeyId, secretAccessKey, endpoint } = connection;
  const folder = join(home.path, '.aws');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'credentials'),
    `[mock]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  writeFileSync(join(folder, 'config'), '[profile mock]\nregion = eu-west-1\n');
  const aws = ['--aws', '--profile', 'mock', '--endpoint-url', endpoint];
  return { aws, connection, environment: JSON.parse(stdout).set };
}
