import { AsyncLocalStorage } from 'node:async_hooks';
import { type ClientCacheOptions, type ClientSettings, createClientCache } from '../aws/clients.js';
import { abortableClock, type Clock, correctedClock } from '../aws/clock.js';
import { callerIdentity } from '../aws/identity.js';
import type { CallRecord } from '../aws/recorder.js';
import type { EmitEvent, Section } from './events.js';
import type { Lab, Target } from './lab.js';
import type { Names } from './names.js';
import { type Ownership, ownerOf } from './ownership.js';
import { shellCommand } from './shell-command.js';

export interface LabOptions {
  readonly target: Target;
  readonly names: Names;
  readonly ownership: Ownership;
  /** This machine's on AWS, uncorrected; the sandbox's there. */
  readonly clock: Clock;
  /** Milliseconds that AWS's clock is ahead of `clock`. Default: 0. */
  readonly clockSkew?: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly emit: EmitEvent;
  /** Credentials, profile and patience; region and endpoint are the target's. */
  readonly access: Pick<ClientSettings, 'credentials' | 'profile' | 'requestTimeout'>;
  /** The global flags that reach this lab again, for commands we suggest: `['--aws', '--prefix', 'ada-']`. */
  readonly flags?: readonly string[];
  /** Told of every call with its input and output, after its event was emitted. */
  onCall?(record: CallRecord): void;
}

/** What is known before AWS has told who we are. */
export interface OpenLabOptions extends Omit<LabOptions, 'target' | 'ownership' | 'clockSkew'> {
  readonly target: Omit<Target, 'account'>;
}

/** A lab, and the means to close its connections. */
export interface OpenLab extends Lab {
  close(): void;
}

/**
 * Asks STS who we are, and wires up the lab of that account and owner.
 * @throws what the call throws: credentials missing, expired or refused (see `toProblem`).
 */
export async function openLab(options: OpenLabOptions): Promise<OpenLab> {
  const { account, arn, clockSkew } = await callerIdentity(cacheOptions(options, () => ({})));
  return createLab({
    ...options,
    target: { ...options.target, account },
    ownership: { labId: options.names.labId, owner: ownerOf(arn) },
    // The sandbox dates its answers by real time, while its clock is virtual.
    clockSkew: options.target.kind === 'aws' ? clockSkew : 0,
  });
}

/** Wires up a lab. Calls nothing yet. */
export function createLab(options: LabOptions): OpenLab {
  const { target, names, ownership, signal, emit, flags = [], clockSkew = 0 } = options;
  const clock = abortableClock(correctedClock(options.clock, clockSkew), signal);
  const sections = new AsyncLocalStorage<Section>();
  const section = (): { step?: Section } => {
    const step = sections.getStore();
    return step === undefined ? {} : { step };
  };
  const clients = createClientCache(cacheOptions(options, section));
  return {
    target,
    names,
    ownership,
    clock,
    clockSkew,
    signal,
    client: (clientClass) => clients.get(clientClass),
    clientWith: (clientClass, retries) => clients.withRetries(clientClass, retries),
    progress: (progress) => emit({ event: 'progress', ...section(), ...progress }),
    emit: (event) => emit(event),
    within: (name, work) => sections.run(name, work),
    commandLine: (words) => shellCommand(words, flags),
    close() {
      clients.destroy();
      // Left on, it would be carried along by every promise of the process to come.
      sections.disable();
    },
  };
}

function cacheOptions(
  options: OpenLabOptions & Pick<LabOptions, 'clockSkew'>,
  section: () => { step?: Section },
): ClientCacheOptions {
  const { target, signal, emit, clockSkew = 0 } = options;
  return {
    region: target.region,
    ...(target.endpoint === undefined ? {} : { endpoint: target.endpoint }),
    ...options.access,
    signal,
    clock: abortableClock(options.clock, signal),
    clockSkew,
    observer: {
      started: ({ service, operation }) => emit({ event: 'call-started', ...section(), service, operation }),
      ended: (record) => {
        const { service, operation, ms, attempts, error } = record;
        const failure = error === undefined ? {} : { error: error.name };
        emit({ event: 'call', ...section(), service, operation, ms, attempts, ...failure });
        options.onCall?.(record);
      },
    },
    onThrottled: ({ service, operation }, elapsed) =>
      emit({
        event: 'progress',
        ...section(),
        title: `Waiting for ${service}:${operation}`,
        elapsed,
        reason: 'AWS takes so many of these a second from all who use the account, and others ask as well',
      }),
  };
}
