import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClock } from '../../../src/sandbox/clock.js';
import { openCredentials } from '../../../src/sandbox/credentials.js';
import { openHazards } from '../../../src/sandbox/hazards.js';
import { openLearnerPolicy } from '../../../src/sandbox/learner-policy.js';
import { openMetrics } from '../../../src/sandbox/metrics/open-metrics.js';
import { loadModel } from '../../../src/sandbox/protocol/schemas.js';
import type { Host, RequestContext, Service } from '../../../src/sandbox/service.js';
import { SERVICES } from '../../../src/sandbox/services/index.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const ACTION = /^[a-z-]+:[A-Z][A-Za-z]+$/;
const CONTEXT: RequestContext = {
  requestId: 'r',
  account: '111122223333',
  region: 'us-east-1',
  principal: { arn: 'arn:aws:iam::111122223333:user/learner', userId: 'AIDA', accessKeyId: 'AKIA' },
};

let test: TestStore;
let host: Host;
const services: Service[] = [];

beforeAll(() => {
  test = openTestStore();
  const clock = createClock(test.store);
  const hazards = openHazards(test.store);
  host = {
    store: test.store,
    clock,
    metrics: openMetrics({ store: test.store, clock, hazards }),
    hazards,
    credentials: openCredentials(test.store),
    learnerPolicy: openLearnerPolicy(test.store),
    endpoint: 'http://127.0.0.1:4600',
    folder: test.folder,
    log: () => undefined,
    peer: () => Promise.reject(new Error('There is nobody to ask.')),
  };
});
afterAll(async () => {
  host.clock.close();
  for (const service of services) await service.close?.();
  await test.close();
});

it.each(SERVICES.map((entry) => [entry.client, entry] as const))(
  '%s says what its calls need, whatever is missing from them',
  async (_, entry) => {
    // Prepare
    const { operations } = await loadModel(entry.client);
    const service = (await entry.load())(host);
    services.push(service);
    // Act and assess
    for (const [operation, accessOf] of Object.entries(service.access ?? {})) {
      const shape = operations.get(operation)?.input;
      const members = shape?.kind === 'structure' ? [...shape.members.keys()] : [];
      const nulls = Object.fromEntries(
        members.map((name) => [name, entry.form === 'wire' ? null : undefined]),
      );
      expect(service.handlers).toHaveProperty(operation);
      for (const access of [...accessOf({}, CONTEXT), ...accessOf(nulls, CONTEXT)]) {
        expect(access.action).toMatch(ACTION);
        expect(access.resource).toBeTypeOf('string');
      }
    }
  },
);
