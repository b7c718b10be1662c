/**
 * Runs functions: keeps environments warm, starts new ones, ends those that are idle or out of date.
 * One per running sandbox.
 */

import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Deployment, InvocationRequest, InvocationResult, LogEvent, SessionKeys } from './deployment.js';
import { Environment } from './environment.js';
import type { FunctionFolders } from './folders.js';
import { runInvocation } from './invocation.js';
import { INIT_TIMEOUT, MAX_PROCESSES } from './limits.js';
import { createRuntimeApi } from './runtime-api.js';
import { type TurnLimits, Turns } from './turns.js';
import { Watch } from './watch.js';

/** Beside `src` and `dist`, so that it runs as it stands from both. */
const RUNTIME_FOLDER = fileURLToPath(new URL('../../../assets/runtime', import.meta.url));
/** Lambda says no number; minutes are usual. Real time. */
const IDLE_LIMIT = 5 * 60 * 1000; /* 5 min */
/** Well before the keys of its role expire. Real time. */
const GREATEST_AGE = 60 * 60 * 1000; /* 1 h */

export interface FunctionRuntimeOptions {
  readonly folders: FunctionFolders;
  /** The sandbox's. */
  readonly endpoint: string;
  /** Virtual milliseconds since the epoch. */
  readonly now: () => number;
  /** Keys of the role with which the deployment runs, good for longer than an hour. */
  readonly keysFor: (deployment: Deployment) => SessionKeys;
  /** Those that are to differ from Lambda's. */
  readonly limits?: Partial<RuntimeLimits>;
  readonly log: (line: string) => void;
  /** Takes what was logged by a function. Not to throw. */
  readonly writeLog: (deployment: Deployment, stream: string, events: readonly LogEvent[]) => void;
}

export interface RuntimeLimits {
  /** Of one environment. */
  readonly maxProcesses: number;
  /** Real milliseconds for a first initialization. */
  readonly initTimeout: number;
  /** How many invocations run at once. Those that are to differ from what suits the machine. */
  readonly turns?: Partial<TurnLimits>;
}

export interface FunctionRuntime {
  /**
   * Runs one invocation, on an idle environment or a new one, when it is its turn (see `turns.ts`); its time counts
   * from then. What the function does wrong is a result; rejects only where no process can be started, or the runtime
   * is closed.
   */
  invoke(deployment: Deployment, request: InvocationRequest): Promise<InvocationResult>;
  /** Ends the environments of a deployment: idle ones now, others after their invocation. */
  retire(deploymentId: string): void;
  /** Ends all of them, in the middle of what they do. */
  close(): Promise<void>;
}

/** An environment that waits for work. */
interface Idle {
  readonly environment: Environment;
  readonly timer: NodeJS.Timeout;
}

export function createFunctionRuntime(options: FunctionRuntimeOptions): FunctionRuntime {
  return new Environments(options);
}

class Environments implements FunctionRuntime {
  readonly #options: FunctionRuntimeOptions;
  readonly #runtimeApi = createRuntimeApi();
  readonly #limits: RuntimeLimits;
  readonly #watch: Watch;
  readonly #turns: Turns;
  readonly #living = new Set<Environment>();
  /** By deployment; the one that was used last comes last and is used first. So do the deployments themselves. */
  readonly #idle = new Map<string, Idle[]>();
  /** How many invocations of a deployment run or wait. */
  readonly #inHand = new Map<string, number>();
  readonly #retired = new Set<string>();
  readonly #startedAt = new WeakMap<Environment, number>();
  #closed = false;

  constructor(options: FunctionRuntimeOptions) {
    this.#options = options;
    this.#limits = { maxProcesses: MAX_PROCESSES, initTimeout: INIT_TIMEOUT, ...options.limits };
    this.#watch = new Watch(this.#limits.maxProcesses);
    this.#turns = new Turns(this.#limits.turns);
  }

  async invoke(deployment: Deployment, request: InvocationRequest): Promise<InvocationResult> {
    const { id } = deployment;
    this.#inHand.set(id, (this.#inHand.get(id) ?? 0) + 1);
    try {
      await this.#turns.begin(id);
      return await this.#run(deployment, request);
    } finally {
      const left = (this.#inHand.get(id) ?? 1) - 1;
      if (left > 0) this.#inHand.set(id, left);
      else this.#inHand.delete(id);
      this.#forgetRetired(id);
    }
  }

  async #run(deployment: Deployment, request: InvocationRequest): Promise<InvocationResult> {
    try {
      if (this.#closed) throw stopping();
      const warm = this.#takeIdle(deployment.id) ?? this.#makeRoom();
      const { environment, result } = await runInvocation(request, warm, {
        create: () => Promise.resolve(this.#create(deployment)),
        clockOffset: () => this.#options.now() - Date.now(),
        realNow: () => performance.now(),
        initTimeout: this.#limits.initTimeout,
      });
      this.#keep(environment);
      return result;
    } finally {
      this.#turns.end(deployment.id);
    }
  }

  retire(deploymentId: string): void {
    this.#retired.add(deploymentId);
    for (const { environment } of this.#forgetIdle(deploymentId)) void environment.end();
    this.#forgetRetired(deploymentId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#turns.close(stopping());
    for (const id of [...this.#idle.keys()]) this.#forgetIdle(id);
    await Promise.all([...this.#living].map((environment) => environment.end()));
    this.#watch.close();
    await this.#runtimeApi.close();
  }

  #create(deployment: Deployment): Environment {
    if (this.#closed) throw stopping();
    const { folders, endpoint, now, keysFor, writeLog, log } = this.#options;
    const keys = keysFor(deployment);
    const folder = folders.openEnvironment();
    const date = new Date(now()).toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${date}/[${deployment.version}]${folder.id}`;
    const environment = new Environment({
      deployment,
      keys,
      runtimeApi: this.#runtimeApi,
      endpoint,
      runtimeFolder: RUNTIME_FOLDER,
      home: folder.home,
      logStream,
      now,
      write: (events) => writeLog(deployment, logStream, events),
      onStart: (process) => {
        folder.noteProcess(process.identity);
        this.#watch.add(environment, process, deployment.memorySize);
      },
      onEnd: () => {
        this.#watch.remove(environment);
        this.#forget(environment);
        try {
          folder.close();
        } catch (error) {
          // The next start removes it.
          log(`functions: ${String(error)}`);
        }
      },
    });
    this.#living.add(environment);
    this.#startedAt.set(environment, performance.now());
    return environment;
  }

  /** Where as many processes live as ever run at once, the one that has been idle longest makes room for another. */
  #makeRoom(): undefined {
    if (this.#living.size < this.#turns.most) return;
    const oldest = [...this.#idle.values()].find((idle) => idle.length > 0);
    const longest = oldest?.shift();
    if (longest === undefined) return;
    clearTimeout(longest.timer);
    void longest.environment.end();
  }

  #takeIdle(deploymentId: string): Environment | undefined {
    const idle = this.#idle.get(deploymentId);
    for (;;) {
      const last = idle?.pop();
      if (last === undefined) return undefined;
      clearTimeout(last.timer);
      const age = performance.now() - (this.#startedAt.get(last.environment) ?? 0);
      if (age < GREATEST_AGE) {
        this.#watch.wake(last.environment);
        return last.environment;
      }
      void last.environment.end();
    }
  }

  #keep(environment: Environment): void {
    if (environment.hasEnded) return;
    const { id } = environment.deployment;
    if (this.#closed || this.#retired.has(id)) {
      void environment.end();
      return;
    }
    this.#watch.rest(environment);
    const timer = setTimeout(() => void environment.end(), IDLE_LIMIT);
    timer.unref();
    const idle = this.#idle.get(id) ?? [];
    this.#idle.delete(id);
    this.#idle.set(id, [...idle, { environment, timer }]);
  }

  #forget(environment: Environment): void {
    this.#living.delete(environment);
    const { id } = environment.deployment;
    const others = (this.#idle.get(id) ?? []).filter((idle) => {
      if (idle.environment === environment) clearTimeout(idle.timer);
      return idle.environment !== environment;
    });
    if (others.length > 0) this.#idle.set(id, others);
    else this.#idle.delete(id);
    this.#forgetRetired(id);
  }

  /** Nothing of it lives any more, or is to come. */
  #forgetRetired(id: string): void {
    const lives = [...this.#living].some(({ deployment }) => deployment.id === id);
    if (!lives && !this.#inHand.has(id)) this.#retired.delete(id);
  }

  #forgetIdle(deploymentId: string): readonly Idle[] {
    const idle = this.#idle.get(deploymentId) ?? [];
    this.#idle.delete(deploymentId);
    for (const { timer } of idle) clearTimeout(timer);
    return idle;
  }
}

function stopping(): Error {
  return new Error('The sandbox stops: no function runs any more');
}
