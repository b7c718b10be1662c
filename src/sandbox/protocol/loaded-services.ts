/**
 * The services of one sandbox: each is made on first use, once. Its model, which takes longer to load, is needed for
 * requests only, not by other services.
 */
import { AccountRates } from '../account-rates.js';
import type { Host, Service } from '../service.js';
import type { ServiceEntry } from '../services/index.js';
import type { LoadedService } from './protocol.js';
import { loadModel } from './schemas.js';

export class LoadedServices {
  private readonly entries: readonly ServiceEntry[];
  private readonly bySigningName: ReadonlyMap<string, ServiceEntry>;
  private readonly host: Host;
  private readonly rates: AccountRates;
  private readonly made = new Map<ServiceEntry, Promise<Service>>();
  private readonly loaded = new Map<ServiceEntry, Promise<LoadedService>>();

  constructor(entries: readonly ServiceEntry[], host: Omit<Host, 'peer'>) {
    this.entries = entries;
    this.bySigningName = firstBySigningName(entries);
    this.host = { ...host, peer: <T>(signingName: string) => this.peer<T>(signingName) };
    this.rates = new AccountRates(host.clock, host.hazards);
  }

  /** Loads the service that owns timers of this kind, if there is one, so that what they do gets done. */
  async loadTimerOwner(kind: string): Promise<void> {
    for (const entry of this.entries) {
      if (entry.timers.includes(kind)) {
        await this.make(entry);
      }
    }
  }

  /** Loads the services that have work of their own to go on with, without being asked. */
  async resume(): Promise<void> {
    for (const entry of this.entries) {
      if (entry.worksFor === undefined) continue;
      const [some] = this.host.store.collection(entry.worksFor).list();
      if (some !== undefined) await this.make(entry);
    }
  }

  /** Ends calls that wait, in what was loaded. */
  async endWaits(): Promise<void> {
    for (const result of await Promise.allSettled(this.made.values())) {
      if (result.status === 'fulfilled') result.value.endWaits?.();
    }
  }

  /** Closes what was loaded. */
  async close(): Promise<void> {
    const made = await Promise.allSettled(this.made.values());
    this.made.clear();
    this.loaded.clear();
    for (const result of made) {
      if (result.status === 'fulfilled') {
        await result.value.close?.();
      }
    }
  }

  load(entry: ServiceEntry): Promise<LoadedService> {
    return once(this.loaded, entry, async () => {
      const [model, service] = await Promise.all([loadModel(entry.client), this.make(entry)]);
      const handlers = this.rates.limited(entry.signingName, service.handlers);
      return { entry, model, service: { ...service, handlers } };
    });
  }

  /** What the service of that name offers to others; it is made if need be. */
  async peer<T>(signingName: string): Promise<T> {
    const entry = this.bySigningName.get(signingName);
    const service = entry && (await this.make(entry));
    if (service?.peer === undefined) {
      throw new Error(`The sandbox has no service "${signingName}" that other services may ask.`);
    }
    return service.peer as T;
  }

  private make(entry: ServiceEntry): Promise<Service> {
    return once(this.made, entry, async () => (await entry.load())(this.host));
  }
}

/** The promise that is known for a key, or a new one. One that fails is forgotten: the next request tries again. */
function once<K, V>(known: Map<K, Promise<V>>, key: K, begin: () => Promise<V>): Promise<V> {
  const existing = known.get(key);
  if (existing !== undefined) return existing;
  const begun = begin().catch((error: unknown) => {
    known.delete(key);
    throw error;
  });
  known.set(key, begun);
  return begun;
}

/** Services by signing name; of those that share one, the first. */
export function firstBySigningName(entries: readonly ServiceEntry[]): ReadonlyMap<string, ServiceEntry> {
  return new Map(entries.toReversed().map((entry) => [entry.signingName, entry]));
}
