/** A service alone, on a store of its own, for what it offers to other services. */
import { createClock, type VirtualClock } from '../../../src/sandbox/clock.js';
import { openCredentials } from '../../../src/sandbox/credentials.js';
import { openHazards } from '../../../src/sandbox/hazards.js';
import { openLearnerPolicy } from '../../../src/sandbox/learner-policy.js';
import { openMetrics } from '../../../src/sandbox/metrics/open-metrics.js';
import type { Host } from '../../../src/sandbox/service.js';
import { openTestStore } from '../../support/store.js';

export interface TestHost {
  readonly host: Host;
  readonly clock: VirtualClock;
  close(): Promise<void>;
}

/** A host without other services. */
export function openTestHost(): TestHost {
  const { store, folder, close } = openTestStore();
  const clock = createClock(store);
  const hazards = openHazards(store);
  const metrics = openMetrics({ store, clock, hazards });
  return {
    host: {
      store,
      clock,
      hazards,
      credentials: openCredentials(store),
      learnerPolicy: openLearnerPolicy(store),
      metrics,
      endpoint: 'http://127.0.0.1:4600',
      folder,
      log: () => undefined,
      peer: (name) => Promise.reject(new Error(`There is no ${name} here.`)),
    },
    clock,
    async close() {
      clock.close();
      metrics.close();
      await close();
    },
  };
}
