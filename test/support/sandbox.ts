/** A sandbox in this process, on a free port, in a folder of its own. */
import { cpSync } from 'node:fs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { SandboxConnection } from '../../src/sandbox/client.js';
import { type RunningServer, startServer } from '../../src/sandbox/server.js';
import { makeTestFolder } from './store.js';

/** What every SDK client takes. */
export interface SdkConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** 1: what fails is seen to fail. */
  readonly maxAttempts: number;
  readonly requestHandler: NodeHttpHandler;
}

export interface TestSandbox {
  readonly server: RunningServer;
  readonly connection: SandboxConnection;
  /** The folder of the sandbox: store, keys, settings. */
  readonly folder: string;
  /** What the server has logged: faults of ours only. */
  readonly log: readonly string[];
  /** For `new DynamoDBClient(sandbox.sdk())`. */
  sdk(overrides?: Partial<SdkConfig>): SdkConfig;
  /** A client, destroyed by `close`: `sandbox.client(DynamoDBClient)`. */
  client<C extends { destroy(): void }>(
    Client: new (config: SdkConfig) => C,
    overrides?: Partial<SdkConfig>,
  ): C;
  /** Moves virtual time forward by milliseconds and runs what falls due. */
  advance(milliseconds: number): Promise<void>;
  /** Stops the server and starts it again on the same folder and port. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  close(): Promise<void>;
}

export interface TestSandboxOptions {
  /** Virtual time stands still unless it is moved, however slow the machine is. Default: it goes with real time. */
  readonly stillClock?: boolean;
}

/** @param from the folder of another sandbox, running or stopped: this one begins as that one is now. */
export async function startTestSandbox(
  from?: string,
  { stillClock = false }: TestSandboxOptions = {},
): Promise<TestSandbox> {
  const begin = Date.now();
  const folder = makeTestFolder();
  if (from !== undefined) copySandbox(from, folder.path);
  const log: string[] = [];
  const start = (port: number): Promise<RunningServer> =>
    startServer({
      folder: folder.path,
      port,
      version: '0.0.0-test',
      log: (line) => log.push(line),
      ...(stillClock ? { realNow: () => begin } : {}),
    });
  let server = await start(0);
  const requestHandler = new NodeHttpHandler();
  const clients: { destroy(): void }[] = [];

  const sdk = (overrides: Partial<SdkConfig> = {}): SdkConfig => ({
    endpoint: server.endpoint,
    region: server.connection.region,
    credentials: {
      accessKeyId: server.connection.accessKeyId,
      secretAccessKey: server.connection.secretAccessKey,
    },
    maxAttempts: 1,
    requestHandler,
    ...overrides,
  });

  return {
    get server() {
      return server;
    },
    get connection() {
      return server.connection;
    },
    folder: folder.path,
    log,
    sdk,
    client(Client, overrides) {
      const client = new Client(sdk(overrides));
      clients.push(client);
      return client;
    },
    advance: (milliseconds) => server.clock.advanceTo(server.clock.now() + milliseconds),
    async restart() {
      const { port } = server.connection;
      await server.stop();
      server = await start(port);
    },
    async close() {
      for (const client of clients) client.destroy();
      requestHandler.destroy();
      await server.stop();
      folder.remove();
    },
  };
}

/**
 * Copies a sandbox's folder, as a killed process would leave it: what is committed is in its file. Nothing may
 * be written meanwhile, hence no turn is given away.
 */
export function copySandbox(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('lock.mdb') });
}
