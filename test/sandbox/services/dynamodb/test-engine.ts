/** DynamoDB's engine alone, on a store of its own. */
import { createClock, type VirtualClock } from '../../../../src/sandbox/clock.js';
import { openHazards } from '../../../../src/sandbox/hazards.js';
import { openMetrics } from '../../../../src/sandbox/metrics/open-metrics.js';
import { createEngine, type Engine } from '../../../../src/sandbox/services/dynamodb/engine.js';
import { openTestStore } from '../../../support/store.js';

export interface TestEngine {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  close(): Promise<void>;
}

export function openTestEngine(): TestEngine {
  const { store, close } = openTestStore();
  const clock = createClock(store);
  const hazards = openHazards(store);
  const metrics = openMetrics({ store, clock, hazards });
  const engine = createEngine({ store, clock, hazards, metrics });
  return {
    engine,
    clock,
    async close() {
      clock.close();
      await engine.streams.close();
      metrics.close();
      await close();
    },
  };
}
