/** In which order things go: what was built upon a thing goes before it, and nothing waits for anything else. */
import { type Resource, resourceKey } from './resource.js';

/** Something about a resource. */
export interface About {
  readonly resource: Resource;
}

/**
 * What is built upon others first.
 * @throws {Error} where resources are built upon each other in a circle.
 */
export function inRemovalOrder<T extends About>(items: readonly T[]): T[] {
  const ordered: T[] = [];
  let rest = [...items];
  while (rest.length > 0) {
    const needed = new Set(rest.flatMap(({ resource }) => resource.after));
    const free = rest.filter(({ resource }) => !needed.has(resourceKey(resource)));
    if (free.length === 0) throw new Error('resources are built upon each other in a circle');
    ordered.push(...free);
    rest = rest.filter((item) => !free.includes(item));
  }
  return ordered;
}

/**
 * Does `work` for each, as soon as it is done for all that was built upon it: what takes long holds up only what it
 * stands on.
 * @param work is given what became of those.
 * @returns what became of each, in the order of `items`.
 */
export async function forEachInOrder<T extends About, R>(
  items: readonly T[],
  work: (item: T, builtUpon: readonly R[]) => Promise<R>,
): Promise<R[]> {
  const begun = new Map<string, Promise<R>>();
  for (const item of inRemovalOrder(items)) {
    const key = resourceKey(item.resource);
    const before = items.flatMap(({ resource }) => {
      const done = resource.after.includes(key) ? begun.get(resourceKey(resource)) : undefined;
      return done === undefined ? [] : [done];
    });
    begun.set(
      key,
      Promise.all(before).then((results) => work(item, results)),
    );
  }
  return Promise.all(items.flatMap(({ resource }) => begun.get(resourceKey(resource)) ?? []));
}
