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
import { makeTestFolder, type TestFolder } from '../support/store.js';

/** `npm test` and `npm run test:interop` build it first. */
const DAEMON = new URL('../../dist/sandbox/daemon.js', import.meta.url);

export class CrashSandbox {
  readonly table: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly #folder: TestFolder;
  readonly #requestHandler = new NodeHttpHandler();
  #connection: SandboxConnection;

  private constructor(folder: TestFolder, connection: SandboxConnection) {
    this.#folder = folder;
    this.#connection = connection;
    const { accessKeyId, secretAccessKey, endpoint, region } = connection;
    const credentials = { accessKeyId, secretAccessKey };
    const config = { credentials, endpoint, region, maxAttempts: 1, requestHandler: this.#requestHandler };
    this.table = new DynamoDBClient(config);
    this.streams = new DynamoDBStreamsClient(config);
  }

  static async start(): Promise<CrashSandbox> {
    const folder = makeTestFolder();
    return new CrashSandbox(folder, await startSandbox({ home: folder.path, daemon: DAEMON.pathname }));
  }

  /** No warning, no time to finish anything. */
  kill(): void {
    process.kill(this.#connection.pid, 'SIGKILL');
  }

  /** After `kill`: the same folder, port and keys. */
  async restart(): Promise<void> {
    const { port } = this.#connection;
    this.#connection = await startSandbox({ home: this.#folder.path, daemon: DAEMON.pathname, port });
  }

  /** Moves virtual time forward. */
  async advance(milliseconds: number): Promise<void> {
    const clock = await connectSandboxClock(this.#connection);
    await clock.advanceTo(clock.now() + milliseconds);
  }

  async close(): Promise<void> {
    this.table.destroy();
    this.streams.destroy();
    this.#requestHandler.destroy();
    await stopSandbox(this.#folder.path);
    this.#folder.remove();
  }
}
