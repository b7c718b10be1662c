/** Runs versions of functions: with the keys of their role, and their log in CloudWatch Logs. */
import { join } from 'node:path';
import type { Deployment, InvocationRequest, InvocationResult } from '../../functions/deployment.js';
import { type FunctionFolders, openFunctionFolders } from '../../functions/folders.js';
import { removeUnused } from '../../functions/package.js';
import { createFunctionRuntime, type FunctionRuntime } from '../../functions/runtime.js';
import type { Host } from '../../service.js';
import type { IamPeer, LogsPeer, Place } from '../peers.js';
import { roleGone } from './errors.js';
import { createLogWriter, type LogWriter } from './log-writer.js';
import type { FunctionRecord, Records, Version } from './records.js';

/** Real seconds. Longer than any process lives. */
const SESSION_LIFETIME = 12 * 60 * 60; /* 12 h */
/** Lambda names the session after the function. */
const SESSION_NAME_LENGTH = 64;

export class Runner {
  readonly #host: Host;
  readonly #records: Records;
  readonly #logWriter: LogWriter;
  #folders: FunctionFolders | undefined;
  #runtime: FunctionRuntime | undefined;

  constructor(host: Host, records: Records) {
    this.#host = host;
    this.#records = records;
    this.#logWriter = createLogWriter({
      clock: host.clock,
      hazards: host.hazards,
      iam: () => host.peer<IamPeer>('iam'),
      logs: () => host.peer<LogsPeer>('logs'),
    });
  }

  /** Where code is unpacked. */
  get codeFolder(): string {
    return this.#openFolders().code;
  }

  async run(record: FunctionRecord, version: Version, request: InvocationRequest): Promise<InvocationResult> {
    const runtime = this.#runtime ?? (await this.#open());
    return await runtime.invoke(this.#deploymentOf(record, version), request);
  }

  /** The deployment is no longer to be run. */
  retire(deploymentId: string): void {
    this.#runtime?.retire(deploymentId);
  }

  async close(): Promise<void> {
    await this.#runtime?.close();
  }

  #openFolders(): FunctionFolders {
    if (this.#folders === undefined) {
      this.#folders = openFunctionFolders(this.#host.folder);
      // Nothing runs yet, so what no record names is left from functions and versions that are gone.
      removeUnused(this.#folders.code, usedCode(this.#records));
    }
    return this.#folders;
  }

  async #open(): Promise<FunctionRuntime> {
    const { endpoint, clock, log } = this.#host;
    const peers = {
      iam: await this.#host.peer<IamPeer>('iam'),
      logs: await this.#host.peer<LogsPeer>('logs'),
    };
    this.#runtime ??= createFunctionRuntime({
      folders: this.#openFolders(),
      endpoint,
      now: () => clock.now(),
      log,
      keysFor: ({ role, functionName }) => {
        const name = functionName.slice(0, SESSION_NAME_LENGTH);
        const keys = peers.iam.startSession(role, name, SESSION_LIFETIME);
        if (keys === undefined) throw roleGone();
        return keys;
      },
      writeLog: ({ account, region, role, logging }, stream, events) => {
        const place: Place = { account, region };
        try {
          this.#logWriter.write({ place, role, group: logging.group, stream, events }, peers);
        } catch (error) {
          log(`lambda: the log of a function is lost: ${String(error)}`);
        }
      },
    });
    return this.#runtime;
  }

  #deploymentOf(record: FunctionRecord, version: Version): Deployment {
    const { logging } = version;
    return {
      id: version.deploymentId,
      account: record.account,
      region: record.region,
      role: version.role,
      functionName: record.name,
      version: version.version,
      handler: version.handler,
      runtime: version.runtime,
      memorySize: version.memorySize,
      timeout: version.timeout,
      codeFolder: join(this.codeFolder, version.code.folder),
      variables: version.variables ?? {},
      logging: {
        group: logging.group,
        format: logging.format,
        applicationLevel: logging.applicationLevel ?? 'INFO',
        systemLevel: logging.systemLevel ?? 'INFO',
      },
    };
  }
}

function usedCode({ functions, versions }: Records): Set<string> {
  const used = new Set<string>();
  for (const { value } of functions.list()) {
    used.add(value.latest.code.folder);
    used.add(value.running.code.folder);
  }
  for (const { value } of versions.list()) used.add(value.code.folder);
  return used;
}
