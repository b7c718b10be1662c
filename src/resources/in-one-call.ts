/** Things that are asked for one by one, and put to AWS together: CloudWatch takes few calls a second. */
import type { Lab } from '../lab/lab.js';

interface Waiting<T> {
  readonly name: string;
  resolve(answer: T): void;
  reject(error: unknown): void;
}

/**
 * A function of one name whose calls are sent together: those of the same moment, and those that came while the last
 * call was under way. There is one call at a time for each lab; if it fails, all who wait for it are told.
 * @param most names in one call.
 * @param send resolves to what is to be answered for each name.
 */
export function inOneCall<T>(
  most: number,
  send: (lab: Lab, names: readonly string[]) => Promise<(name: string) => T>,
): (lab: Lab, name: string) => Promise<T> {
  const queues = new WeakMap<Lab, Waiting<T>[]>();

  const drain = async (lab: Lab, queue: Waiting<T>[]): Promise<void> => {
    while (queue.length > 0) {
      const together = queue.splice(0, most);
      try {
        const answerTo = await send(lab, [...new Set(together.map(({ name }) => name))]);
        for (const { name, resolve } of together) resolve(answerTo(name));
      } catch (error) {
        for (const { reject } of together) reject(error);
      }
    }
    queues.delete(lab);
  };

  return (lab, name) =>
    new Promise((resolve, reject) => {
      const waiting = { name, resolve, reject };
      const queue = queues.get(lab);
      if (queue !== undefined) {
        queue.push(waiting);
        return;
      }
      const begun = [waiting];
      queues.set(lab, begun);
      // A moment later, when everybody has asked.
      queueMicrotask(() => void drain(lab, begun));
    });
}
