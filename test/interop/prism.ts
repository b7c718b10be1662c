/** Prism as a proxy that holds what an API answers against the API's own description. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRISM = fileURLToPath(new URL('./node_modules/.bin/prism', import.meta.url));
const LOOPBACK = '127.0.0.1';
/** What Prism has to say of a request and its answer; absent where it has nothing to say. */
const VIOLATIONS = 'sl-violations';

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ProxiedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the description does not promise. Violations of requests are left out: they are let pass on purpose. */
  readonly violations: readonly unknown[];
}

export interface Proxy {
  send(request: ProxiedRequest): Promise<ProxiedAnswer>;
  close(): Promise<void>;
}

/**
 * @param folder where it may write a file
 * @param description OpenAPI
 * @param url where the API is
 */
export async function startProxy(
  folder: string,
  description: object,
  url: string,
  env: NodeJS.ProcessEnv,
): Promise<Proxy> {
  const port = await freePort();
  const file = join(folder, `described-${port}.json`);
  writeFileSync(file, JSON.stringify(description));
  const program = spawn(
    process.execPath,
    // Without --cors false it would answer OPTIONS itself.
    [PRISM, 'proxy', file, url, '--port', String(port), '--host', LOOPBACK, '--cors', 'false'],
    { env: { ...env, SCARF_ANALYTICS: 'false' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(program, 'exit');
  await listening(program.stdout, ended);
  return {
    async send({ method, path, headers, body }) {
      const answer = await fetch(`http://${LOOPBACK}:${port}${path}`, {
        method,
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
      });
      return {
        status: answer.status,
        headers: answer.headers,
        text: await answer.text(),
        violations: violationsIn(answer.headers.get(VIOLATIONS)),
      };
    },
    async close() {
      program.kill();
      await ended;
    },
  };
}

function violationsIn(header: string | null): unknown[] {
  const all: { readonly location: readonly string[] }[] = JSON.parse(header ?? '[]');
  return all.filter(({ location }) => location[0] !== 'request');
}

async function listening(output: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<void> {
  let told = '';
  const ready = new Promise<void>((resolve) => {
    output.on('data', (text) => {
      told += String(text);
      if (told.includes('is listening')) resolve();
    });
  });
  const early = ended.then(() => Promise.reject(new Error(`Prism has ended: ${told}`)));
  await Promise.race([ready, early]);
  // When it is closed, it ends as well.
  early.catch(() => undefined);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
