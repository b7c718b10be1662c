/** Functions from source text, run without the API around them. */
import { randomUUID } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { Deployment, InvocationResult } from '../../../src/sandbox/functions/deployment.js';
import { openFunctionFolders } from '../../../src/sandbox/functions/folders.js';
import { unpack } from '../../../src/sandbox/functions/package.js';
import {
  createFunctionRuntime,
  type FunctionRuntime,
  type RuntimeLimits,
} from '../../../src/sandbox/functions/runtime.js';
import { makeTestFolder } from '../../support/store.js';

/** By path. */
export type Sources = Readonly<Record<string, string>>;

export interface TestRuntime {
  readonly runtime: FunctionRuntime;
  readonly folder: string;
  /** Messages by log stream. */
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** A deployment of `index.mjs`, or of several files. */
  deploy(sources: string | Sources, overrides?: Partial<Deployment>): Deployment;
  /** Invokes it with an event that is written as JSON. */
  invoke(deployment: Deployment, event?: unknown): Promise<Told>;
  close(): Promise<void>;
}

/** An invocation's result, read. */
export interface Told extends Omit<InvocationResult, 'payload' | 'logTail'> {
  /** Parsed. */
  readonly payload: unknown;
  readonly logTail: string;
}

export function zipOf(sources: string | Sources): Uint8Array {
  const files = typeof sources === 'string' ? { 'index.mjs': sources } : sources;
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])));
}

/** @param limits those that are to differ; few processes make too many */
export function startTestRuntime(limits: Partial<RuntimeLimits> = { maxProcesses: 20 }): TestRuntime {
  const folder = makeTestFolder();
  const folders = openFunctionFolders(folder.path);
  const logs = new Map<string, string[]>();
  const problems: string[] = [];
  const runtime = createFunctionRuntime({
    folders,
    endpoint: 'http://127.0.0.1:1',
    now: Date.now,
    limits,
    keysFor: () => ({ accessKeyId: 'ASIATEST', secretAccessKey: 'secret', sessionToken: 'token' }),
    log: (line) => problems.push(line),
    writeLog: (_deployment, stream, events) => {
      logs.set(stream, [...(logs.get(stream) ?? []), ...events.map(({ message }) => message)]);
    },
  });
  return {
    runtime,
    folder: folder.path,
    logs,
    deploy(sources, overrides = {}) {
      return {
        id: randomUUID(),
        account: '111122223333',
        region: 'us-east-1',
        role: 'arn:aws:iam::111122223333:role/test',
        functionName: 'test-function',
        version: '$LATEST',
        handler: 'index.handler',
        runtime: 'nodejs24.x',
        memorySize: 256,
        timeout: 5,
        codeFolder: `${folders.code}/${unpack(zipOf(sources), folders.code).folder}`,
        variables: {},
        logging: {
          group: '/aws/lambda/test-function',
          format: 'Text',
          applicationLevel: 'INFO',
          systemLevel: 'INFO',
        },
        ...overrides,
      };
    },
    async invoke(deployment, event = {}) {
      const result = await runtime.invoke(deployment, {
        requestId: randomUUID(),
        payload: Buffer.from(JSON.stringify(event)),
        functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:test-function',
      });
      return {
        ...result,
        payload: JSON.parse(Buffer.from(result.payload).toString('utf8')),
        logTail: Buffer.from(result.logTail).toString('utf8'),
      };
    },
    async close() {
      await runtime.close();
      folder.remove();
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}
