/** A sandbox in this process: the daemon runs one, and tests do. */
import type { SandboxConnection } from './client.js';
import { createClock, type VirtualClock } from './clock.js';
import { openCredentials } from './credentials.js';
import { createFaults, type Faults } from './faults.js';
import { loadKeys, readSettings, sandboxFiles, writeSettings } from './files.js';
import { endLeftFunctions } from './functions/folders.js';
import { type HazardName, type Hazards, openHazards } from './hazards.js';
import { LOOPBACK } from './http/admission.js';
import { createControl } from './http/control.js';
import { createFront } from './http/front.js';
import type { Listener } from './http/listener.js';
import { listenOn } from './http/port.js';
import { type Credential, createVerifier } from './http/sigv4.js';
import { type LearnerPolicy, openLearnerPolicy } from './learner-policy.js';
import type { Metrics } from './metrics/metrics.js';
import { openMetrics } from './metrics/open-metrics.js';
import { createDispatcher } from './protocol/dispatcher.js';
import { openStore } from './store/open-store.js';
import type { Store } from './store/store.js';
import { assertStoreVersion } from './store/store-version.js';

const ACCOUNT = '111122223333';
/** What `sandbox env` sets. Requests may name any region. */
const REGION = 'us-east-1';

export interface ServerOptions {
  /** Store, keys and settings are kept here. The caller sees to it that no other sandbox uses it. */
  readonly folder: string;
  /** This port or none; 0 for any free one, which is not remembered. Default: see `http/port.ts`. */
  readonly port?: number;
  /** The version of orders-lab. */
  readonly version: string;
  /** These from now on, and no others. Default: those that were on when it last ran. */
  readonly hazards?: readonly HazardName[];
  /** The machine's time, that virtual time is counted from, in milliseconds since the epoch. Default: Date.now. */
  readonly realNow?: () => number;
  /** Default: nowhere. */
  readonly log?: (line: string) => void;
  /** Called when a client has asked for the end; the owner of the server stops it. Default: it stops itself. */
  readonly onStop?: () => void;
}

export interface RunningServer {
  readonly endpoint: string;
  readonly connection: SandboxConnection;
  readonly clock: VirtualClock;
  readonly hazards: Hazards;
  readonly faults: Faults;
  readonly learnerPolicy: LearnerPolicy;
  readonly store: Store;
  readonly metrics: Metrics;
  /** Requests being answered. */
  readonly active: number;
  /** When a request last came or went, real time, in milliseconds since the epoch. */
  readonly lastActivity: number;
  /** Lets requests in hand finish, then closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Throws a Problem where the port cannot be had or the folder's content cannot be used. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log = () => undefined } = options;
  const startedAt = new Date().toISOString();
  const files = sandboxFiles(options.folder);
  const keys = loadKeys(files);
  const remembered = readSettings(files)?.port;
  endLeftFunctions(options.folder);
  const store = openStore(files.store);

  let listener: Listener;
  try {
    assertStoreVersion(store);
    // The front is made in the same turn in which the port is got, so no request can come before it.
    listener = await listenOn(
      { explicit: options.port, remembered },
      { log, answer: (request) => front(request) },
    );
    if (options.port !== 0) writeSettings(files, { port: listener.port });
  } catch (error) {
    await store.close();
    throw error;
  }

  const endpoint = `http://${LOOPBACK}:${listener.port}`;
  const clock = createClock(store, {
    ...(options.realNow === undefined ? {} : { realNow: options.realNow }),
    onError: (kind, error) => log(`timer ${kind}: ${error instanceof Error ? error.stack : String(error)}`),
    loadKind: (kind) => dispatcher.loadTimerOwner(kind),
  });
  const hazards = openHazards(store);
  if (options.hazards !== undefined) hazards.set(options.hazards);
  const faults = createFaults();
  const credentials = openCredentials(store);
  const learnerPolicy = openLearnerPolicy(store);
  const metrics = openMetrics({
    store,
    clock,
    hazards,
    onError: (error) => log(`metrics: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const dispatcher = createDispatcher(
    { store, clock, hazards, learnerPolicy, credentials, metrics, endpoint, folder: files.folder, log },
    faults,
  );
  const learner: Credential = {
    secretAccessKey: keys.secretAccessKey,
    principal: {
      arn: `arn:aws:iam::${ACCOUNT}:user/learner`,
      userId: `AIDA${keys.accessKeyId.slice(4)}`,
      accessKeyId: keys.accessKeyId,
    },
  };
  const front = createFront({
    verify: createVerifier({
      lookup: (id) => (id === keys.accessKeyId ? learner : credentials.lookup(id)),
    }),
    control: createControl({
      ...keys,
      clock,
      hazards,
      faults,
      learnerPolicy,
      version: options.version,
      startedAt,
      stop: options.onStop ?? (() => void stop()),
    }),
    dispatcher,
    account: ACCOUNT,
    log,
  });

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      faults.close();
      await dispatcher.endWaits();
      await listener.close();
      clock.close();
      await dispatcher.close();
      metrics.close();
      await store.close();
    })();
    return stopping;
  };

  await dispatcher.resume();

  return {
    endpoint,
    connection: {
      ...keys,
      endpoint,
      port: listener.port,
      pid: process.pid,
      region: REGION,
      account: ACCOUNT,
      version: options.version,
      startedAt,
    },
    clock,
    hazards,
    metrics,
    faults,
    learnerPolicy,
    store,
    get active() {
      return listener.active;
    },
    get lastActivity() {
      return listener.lastActivity;
    },
    stop,
  };
}
