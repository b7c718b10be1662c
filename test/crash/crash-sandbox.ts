/** The built sandbox in a process of its own that is killed without warning and started again. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import {
  connectSandboxClock,
  type SandboxConnection,
  startSandbox,
  stopSandbox,
} from '../../src/sandbox/client.js';
import type { SdkConfig } from '../support/sandbox.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

/** `npm test` and `npm run test:interop` build it first. */
const DAEMON = new URL('../../dist/sandbox/daemon.js', import.meta.url);

interface Clients {
  readonly table: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly requestHandler: NodeHttpHandler;
}

export class CrashSandbox {
  readonly #folder: TestFolder;
  #connection: SandboxConnection;
  #clients: Clients;

  private constructor(folder: TestFolder, connection: SandboxConnection) {
    this.#folder = folder;
    this.#connection = connection;
    this.#clients = connect(connection);
  }

  static async start(): Promise<CrashSandbox> {
    const folder = makeTestFolder();
    return new CrashSandbox(folder, await startSandbox({ home: folder.path, daemon: DAEMON.pathname }));
  }

  get table(): DynamoDBClient {
    return this.#clients.table;
  }

  get streams(): DynamoDBStreamsClient {
    return this.#clients.streams;
  }

  /** Holds everything that is the sandbox's. */
  get home(): string {
    return this.#folder.path;
  }

  /** For clients of other services, until the next `restart`. */
  sdk(): SdkConfig {
    return configOf(this.#connection, this.#clients.requestHandler);
  }

  /** No warning, no time to finish anything. */
  kill(): void {
    process.kill(this.#connection.pid, 'SIGKILL');
  }

  /** After `kill`, on the same folder; the port may be another, since any program may have taken it meanwhile. */
  async restart(): Promise<void> {
    disconnect(this.#clients);
    this.#connection = await startSandbox({ home: this.#folder.path, daemon: DAEMON.pathname });
    this.#clients = connect(this.#connection);
  }

  /** Moves virtual time forward. */
  async advance(milliseconds: number): Promise<void> {
    const clock = await connectSandboxClock(this.#connection);
    await clock.advanceTo(clock.now() + milliseconds);
  }

  /** Ends it as `orders-lab sandbox stop` does. */
  async stop(): Promise<void> {
    disconnect(this.#clients);
    await stopSandbox(this.#folder.path);
  }

  /** Also after `stop`. */
  async close(): Promise<void> {
    await this.stop();
    this.#folder.remove();
  }
}

function connect(connection: SandboxConnection): Clients {
  const requestHandler = new NodeHttpHandler();
  const config = configOf(connection, requestHandler);
  return { table: new DynamoDBClient(config), streams: new DynamoDBStreamsClient(config), requestHandler };
}

function configOf(
  { accessKeyId, secretAccessKey, endpoint, region }: SandboxConnection,
  requestHandler: NodeHttpHandler,
): SdkConfig {
  return { credentials: { accessKeyId, secretAccessKey }, endpoint, region, maxAttempts: 1, requestHandler };
}

function disconnect({ table, streams, requestHandler }: Clients): void {
  table.destroy();
  streams.destroy();
  requestHandler.destroy();
}
