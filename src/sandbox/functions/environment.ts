/**
 * An execution environment: one process of a function, which initializes once and then does one invocation after
 * the other, and is frozen in between. AWS: "Understanding the Lambda execution environment lifecycle".
 */
import type { Deployment, InvocationRequest, SessionKeys } from './deployment.js';
import { EnvironmentLog, type EnvironmentLogOptions } from './environment-log.js';
import { errorTypeOf, type ProcessEnd } from './failure.js';
import { MAX_RESPONSE } from './limits.js';
import { OutputReader } from './output.js';
import { type FunctionProcess, type ProcessOptions, startProcess } from './process.js';
import type { RuntimeApi, RuntimeUser, Work } from './runtime-api.js';
import { within } from './time-limit.js';
import { processVariables } from './variables.js';

/** How long the log of an invocation may come after its answer. */
const LAST_LINES = 500; /* ms */

export interface EnvironmentOptions extends EnvironmentLogOptions {
  readonly deployment: Deployment;
  readonly keys: SessionKeys;
  readonly runtimeApi: RuntimeApi;
  /** The sandbox's. */
  readonly endpoint: string;
  /** Holds `bootstrap.mjs`. */
  readonly runtimeFolder: string;
  /** HOME and temporary files, of this environment alone. */
  readonly home: string;
  readonly logStream: string;
  /** The process is there. Called before anything else happens. */
  readonly onStart: (process: FunctionProcess) => void;
  /** It is gone, whatever the reason. */
  readonly onEnd: () => void;
}

export type InitOutcome =
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly report: Buffer; readonly errorType: string }
  | { readonly state: 'ended'; readonly end: ProcessEnd }
  | { readonly state: 'timeout' };

export type InvokeOutcome =
  | { readonly state: 'answered'; readonly payload: Buffer }
  | { readonly state: 'failed'; readonly report: Buffer; readonly errorType: string }
  | { readonly state: 'too large'; readonly size: number }
  | { readonly state: 'ended'; readonly end: ProcessEnd }
  | { readonly state: 'timeout' };

interface Invocation {
  readonly requestId: string;
  readonly settle: (outcome: InvokeOutcome) => void;
}

export class Environment implements RuntimeUser {
  readonly log: EnvironmentLog;
  readonly #options: EnvironmentOptions;
  #process: FunctionProcess | undefined;
  #leave: () => void = () => undefined;
  /** Work that waits for the process, which may not yet have come back from what it did before. */
  #work: Work | undefined;
  /** Set while the process waits for work. */
  #handOver: { resolve: (work: Work) => void; reject: (error: Error) => void } | undefined;
  #initialized: ((outcome: InitOutcome) => void) | undefined;
  #invocation: Invocation | undefined;
  /** Request ids whose output has been read to its end. */
  #readToEnd: string | undefined;
  #onReadToEnd: (() => void) | undefined;
  #peakMemory = 0;
  #ended = false;
  /** Resolves when the process is gone. */
  readonly #gone: Promise<void>;
  #setGone: () => void = () => undefined;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.log = new EnvironmentLog(options);
    this.#gone = new Promise((resolve) => {
      this.#setGone = resolve;
    });
  }

  get deployment(): Deployment {
    return this.#options.deployment;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** The most memory it was seen to use, in bytes. */
  get peakMemory(): number {
    return this.#peakMemory;
  }

  noteMemory(bytes: number): void {
    this.#peakMemory = Math.max(this.#peakMemory, bytes);
  }

  /** Starts the process and waits until it asks for work, `limit` milliseconds at most. */
  async initialize(limit: number): Promise<InitOutcome> {
    const { runtimeApi, deployment, runtimeFolder } = this.#options;
    const { address, leave } = await runtimeApi.enter(this);
    this.#leave = leave;
    const output = new OutputReader({
      message: (text) => this.log.add(text),
      end: (requestId, memory) => {
        this.noteMemory(memory);
        this.#readToEnd = requestId;
        this.#onReadToEnd?.();
      },
    });
    const outcome = new Promise<InitOutcome>((resolve) => {
      this.#initialized = resolve;
    });
    this.#process = this.#start({
      bootstrap: `${runtimeFolder}/bootstrap.mjs`,
      workingFolder: deployment.codeFolder,
      memorySize: deployment.memorySize,
      variables: processVariables({ ...this.#options, runtimeApi: address }),
      onOutput: (chunk) => output.push(chunk),
      onEnd: (end) => {
        output.close();
        this.#processEnded(end);
      },
    });
    this.#options.onStart(this.#process);
    const settled = await within(outcome, limit, (): InitOutcome => ({ state: 'timeout' }));
    if (settled.state === 'failed' || settled.state === 'timeout') await this.end();
    return settled;
  }

  /** Only when it is ready, and one at a time. After `ended` and `timeout` the environment is gone. */
  async invoke(
    { requestId, payload, functionArn, clientContext }: InvocationRequest,
    { limit, clockOffset }: { readonly limit: number; readonly clockOffset: number },
  ): Promise<InvokeOutcome> {
    const settled = new Promise<InvokeOutcome>((settle) => {
      this.#invocation = { requestId, settle };
    });
    this.#work = {
      payload,
      headers: {
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + Math.ceil(limit)),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': traceId(requestId),
        ...(clientContext === undefined ? {} : { 'lambda-runtime-client-context': clientContext }),
        'orders-lab-clock-offset': String(clockOffset),
      },
    };
    this.#process?.thaw();
    this.#handOverWork();
    const outcome = await within(settled, limit, (): InvokeOutcome => ({ state: 'timeout' }));
    this.#invocation = undefined;
    if (outcome.state === 'timeout') await this.end();
    else if (!this.#ended) await this.#lastLines(requestId);
    return outcome;
  }

  /** Kills the process and what it has started; resolves when it is gone. */
  end(): Promise<void> {
    this.#leave();
    this.#handOver?.reject(new Error('The environment ends'));
    this.#handOver = undefined;
    if (this.#process === undefined) this.#processEnded({ code: null, signal: null });
    // The id of one that has ended may mean another process by now.
    else if (!this.#ended) this.#process.kill();
    return this.#gone;
  }

  next(): Promise<Work> {
    return new Promise((resolve, reject) => {
      this.#handOver = { resolve, reject };
      this.#settleInit({ state: 'ready' });
      if (this.#work === undefined) this.#process?.freeze();
      else this.#handOverWork();
    });
  }

  respond(requestId: string, body: Buffer | undefined, size: number): boolean {
    const invocation = this.#invocation;
    if (invocation?.requestId !== requestId) return false;
    invocation.settle(
      body === undefined || size > MAX_RESPONSE
        ? { state: 'too large', size }
        : { state: 'answered', payload: body },
    );
    return true;
  }

  fail(requestId: string | undefined, body: Buffer): boolean {
    const failed = { state: 'failed', report: body, errorType: errorTypeOf(body) } as const;
    if (requestId === undefined) return this.#settleInit(failed);
    if (this.#invocation?.requestId !== requestId) return false;
    this.#invocation.settle(failed);
    return true;
  }

  #start(options: ProcessOptions): FunctionProcess {
    try {
      return startProcess(options);
    } catch (error) {
      this.#processEnded({ code: null, signal: null });
      throw error;
    }
  }

  #handOverWork(): void {
    if (this.#work === undefined || this.#handOver === undefined) return;
    this.#handOver.resolve(this.#work);
    this.#handOver = undefined;
    this.#work = undefined;
  }

  #settleInit(outcome: InitOutcome): boolean {
    const settle = this.#initialized;
    this.#initialized = undefined;
    settle?.(outcome);
    return settle !== undefined;
  }

  #processEnded(end: ProcessEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    this.#settleInit({ state: 'ended', end });
    this.#invocation?.settle({ state: 'ended', end });
    this.#onReadToEnd?.();
    this.log.flush();
    this.#options.onEnd();
    this.#setGone();
  }

  async #lastLines(requestId: string): Promise<void> {
    if (this.#readToEnd === requestId) return;
    const read = new Promise<void>((resolve) => {
      this.#onReadToEnd = resolve;
    });
    await within(read, LAST_LINES, () => undefined);
    this.#onReadToEnd = undefined;
  }
}

/** Nothing is traced; the form is X-Ray's. */
function traceId(requestId: string): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  const hex = requestId.replaceAll('-', '').padEnd(32, '0');
  return `Root=1-${time}-${hex.slice(0, 24)};Parent=${hex.slice(16, 32)};Sampled=0`;
}
