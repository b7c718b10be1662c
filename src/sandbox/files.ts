/** What a sandbox keeps in its folder beside the store: small files for their owner only. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPrivateFolder } from '../state/home.js';
import { readPrivateFile, readPrivateJson, writePrivateFile } from '../state/private-file.js';
import type { SandboxConnection } from './client.js';

/** Unlike any real key of AWS: those have no run of letters that says so. */
const ACCESS_KEY_PREFIX = 'AKIASANDBOX';
const ACCESS_KEY = new RegExp(`^${ACCESS_KEY_PREFIX}[A-Z2-7]{9}$`);
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface SandboxFiles {
  readonly folder: string;
  readonly store: string;
  readonly lock: string;
  readonly log: string;
  /** The log before the last rotation. */
  readonly oldLog: string;
  readonly keys: string;
  readonly settings: string;
  /** How to reach the sandbox that runs now; a killed one leaves it behind. */
  readonly connection: string;
}

/** Keys stay the same until their file is removed, so that shells which have them go on working. */
export interface SandboxKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SandboxSettings {
  /** The port of the last start. */
  readonly port: number;
}

/** The sandbox's folder in the state folder `home`, made if it is not there. */
export function openSandboxFolder(home: string): SandboxFiles {
  return sandboxFiles(openPrivateFolder(home, 'sandbox'));
}

export function sandboxFiles(folder: string): SandboxFiles {
  return {
    folder,
    store: join(folder, 'store'),
    lock: join(folder, 'lock'),
    log: join(folder, 'sandbox.log'),
    oldLog: join(folder, 'sandbox.log.1'),
    keys: join(folder, 'keys.json'),
    settings: join(folder, 'settings.json'),
    connection: join(folder, 'connection.json'),
  };
}

/** The keys, made on first use. Throws a Problem where their file is damaged. */
export function loadKeys(files: SandboxFiles): SandboxKeys {
  const known = readPrivateJson(files.keys, (content): SandboxKeys => {
    const { accessKeyId, secretAccessKey } = record(content);
    if (!isAccessKey(accessKeyId)) throw new Error('no access key id');
    return { accessKeyId, secretAccessKey: text(secretAccessKey) };
  });
  if (known) return known;
  const keys: SandboxKeys = {
    accessKeyId:
      ACCESS_KEY_PREFIX + Array.from(randomBytes(9), (byte) => BASE32[byte % BASE32.length]).join(''),
    secretAccessKey: randomBytes(30).toString('base64'),
  };
  writePrivateFile(files.keys, `${JSON.stringify(keys)}\n`);
  return keys;
}

export function isAccessKey(value: unknown): value is string {
  return typeof value === 'string' && ACCESS_KEY.test(value);
}

export function readSettings(files: SandboxFiles): SandboxSettings | undefined {
  return readPrivateJson(files.settings, (content) => ({ port: port(record(content).port) }));
}

export function writeSettings(files: SandboxFiles, settings: SandboxSettings): void {
  writePrivateFile(files.settings, `${JSON.stringify(settings)}\n`);
}

/** The last connection; undefined where there is none or its file is damaged, which the next start mends. */
export function readConnection(files: SandboxFiles): SandboxConnection | undefined {
  const content = readPrivateFile(files.connection);
  if (content === undefined) return undefined;
  try {
    const found = record(JSON.parse(content));
    return {
      endpoint: text(found.endpoint),
      port: port(found.port),
      pid: integer(found.pid),
      region: text(found.region),
      account: text(found.account),
      accessKeyId: text(found.accessKeyId),
      secretAccessKey: text(found.secretAccessKey),
      version: text(found.version),
      startedAt: text(found.startedAt),
    };
  } catch {
    return undefined;
  }
}

export function writeConnection(files: SandboxFiles, connection: SandboxConnection): void {
  writePrivateFile(files.connection, `${JSON.stringify(connection)}\n`);
}

export function removeConnection(files: SandboxFiles): void {
  rmSync(files.connection, { force: true });
}

function record(content: unknown): Record<string, unknown> {
  if (typeof content !== 'object' || content === null) throw new Error('not an object');
  return { ...content };
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new Error('not a text');
  return value;
}

function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error('not an integer');
  return value;
}

function port(value: unknown): number {
  const number = integer(value);
  if (number < 1 || number > 65535) throw new Error('not a port');
  return number;
}
