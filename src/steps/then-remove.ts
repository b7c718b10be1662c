/** Proofs that write something of their own, and leave the table as it was. */
import type { Check, Evidence } from '../lab/events.js';

export interface Removal {
  remove(): Promise<void>;
  /** Says that something may be left, and what removes it. */
  tellLeftovers(): void;
}

/** Whatever happens in `work`, what it has written is removed, as far as it can be reached. */
export async function* thenRemove(
  work: AsyncGenerator<Check | Evidence>,
  { remove, tellLeftovers }: Removal,
): AsyncGenerator<Check | Evidence> {
  let finished = false;
  try {
    yield* work;
    finished = true;
  } finally {
    // What ended the work counts more than a removal that fails after it, as it must after Ctrl-C.
    if (finished) await remove();
    else await remove().catch(tellLeftovers);
  }
}
