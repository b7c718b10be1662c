/**
 * What is left of capacities, kept in the store: about once a second of virtual time while they are used, and when
 * the sandbox stops. A sandbox that is killed forgets at most what the last second has used.
 */
import type { Collection, Store } from '../../../store/store.js';
import type { Resource, ResourceState } from './resource.js';

const INTERVAL = 1_000; /* 1 s */

export class Levels {
  readonly #store: Store;
  readonly #kept: Collection<ResourceState>;
  /** When each was last kept: milliseconds since the epoch, virtual. */
  readonly #keptAt = new Map<number, number>();

  constructor(store: Store) {
    this.#store = store;
    this.#kept = store.collection('dynamodb.throughput');
  }

  get(storage: number): ResourceState | undefined {
    return this.#kept.get(String(storage));
  }

  /** Keeps what a resource has left, unless that was done just now. */
  keep(storage: number, resource: Resource, now: number): void {
    if (now < (this.#keptAt.get(storage) ?? 0) + INTERVAL) return;
    this.#keptAt.set(storage, now);
    this.#kept.put(String(storage), resource.state(now));
  }

  keepAll(resources: ReadonlyMap<number, Resource>, now: number): void {
    this.#store.write(() => {
      for (const [storage, resource] of resources) this.#kept.put(String(storage), resource.state(now));
    });
  }

  forget(storage: number): void {
    this.#keptAt.delete(storage);
    this.#kept.delete(String(storage));
  }
}
