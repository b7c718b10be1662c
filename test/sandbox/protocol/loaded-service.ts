import type { LoadedService } from '../../../src/sandbox/protocol/protocol.js';
import { type ClientName, loadModel } from '../../../src/sandbox/protocol/schemas.js';
import type { Protocols, ServiceEntry } from '../../../src/sandbox/services/index.js';

/** A client's model as a service that serves every operation of it, answering nothing. */
export async function loadedService(
  client: ClientName,
  protocols: Protocols,
  overrides: Partial<ServiceEntry> = {},
): Promise<LoadedService> {
  const model = await loadModel(client);
  const handlers = Object.fromEntries([...model.operations.keys()].map((name) => [name, () => ({})]));
  const service = { handlers };
  const entry: ServiceEntry = {
    signingName: client,
    client,
    form: 'sdk',
    protocols,
    timers: [],
    load: async () => () => service,
    ...overrides,
  };
  return { entry, model, service };
}
