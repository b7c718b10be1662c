/** The services of one sandbox: each is loaded on first use, once, with its model. */
import type { Host } from '../service.js';
import type { ServiceEntry } from '../services/index.js';
import type { LoadedService } from './protocol.js';
import { loadModel } from './schemas.js';

export class LoadedServices {
  private readonly entries: readonly ServiceEntry[];
  private readonly bySigningName: ReadonlyMap<string, ServiceEntry>;
  private readonly host: Host;
  private readonly loading = new Map<ServiceEntry, Promise<LoadedService>>();

  constructor(entries: readonly ServiceEntry[], host: Omit<Host, 'peer'>) {
    this.entries = entries;
    this.bySigningName = firstBySigningName(entries);
    this.host = { ...host, peer: <T>(signingName: string) => this.peer<T>(signingName) };
  }

  /** Undefined where the sandbox has no such service. */
  async get(signingName: string): Promise<LoadedService | undefined> {
    const entry = this.bySigningName.get(signingName);
    return entry === undefined ? undefined : this.load(entry);
  }

  /** Loads the service that owns timers of this kind, if there is one, so that what they do gets done. */
  async loadTimerOwner(kind: string): Promise<void> {
    for (const entry of this.entries) {
      if (entry.timers.includes(kind)) {
        await this.load(entry);
      }
    }
  }

  /** Closes what was loaded. */
  async close(): Promise<void> {
    const loaded = await Promise.allSettled(this.loading.values());
    this.loading.clear();
    for (const result of loaded) {
      if (result.status === 'fulfilled') {
        await result.value.service.close?.();
      }
    }
  }

  load(entry: ServiceEntry): Promise<LoadedService> {
    const known = this.loading.get(entry);
    if (known !== undefined) {
      return known;
    }
    const loading = this.loadNow(entry).catch((error: unknown) => {
      // The next request tries again.
      this.loading.delete(entry);
      throw error;
    });
    this.loading.set(entry, loading);
    return loading;
  }

  private async loadNow(entry: ServiceEntry): Promise<LoadedService> {
    const [model, create] = await Promise.all([loadModel(entry.client), entry.load()]);
    return { entry, model, service: create(this.host) };
  }

  /** What the service of that name offers to others; it is loaded if need be. */
  async peer<T>(signingName: string): Promise<T> {
    const loaded = await this.get(signingName);
    if (loaded?.service.peer === undefined) {
      throw new Error(`The sandbox has no service "${signingName}" that other services may ask.`);
    }
    return loaded.service.peer as T;
  }
}

/** Services by signing name; of those that share one, the first. */
export function firstBySigningName(entries: readonly ServiceEntry[]): ReadonlyMap<string, ServiceEntry> {
  return new Map(entries.toReversed().map((entry) => [entry.signingName, entry]));
}
