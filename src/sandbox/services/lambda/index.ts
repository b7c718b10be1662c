/**
 * Lambda: functions, their versions and permissions, invoking them, and the mappings that call them with a stream's
 * records. The processes in which they run are the business of `sandbox/functions`.
 * AWS: "Lambda API Reference".
 */
import type { Host, Service } from '../../service.js';
import { openTagJournal } from '../tag-journal.js';
import { ACCESS } from './access.js';
import { AsyncInvocations } from './async-invocations.js';
import { concurrencyHandlers } from './concurrency.js';
import { createFunctionHandler } from './create-function.js';
import { FunctionMetrics } from './function-metrics.js';
import { functionHandlers } from './functions.js';
import { Invoker, invokeHandler } from './invoke.js';
import type { Lambda } from './lambda.js';
import { Lifecycle } from './lifecycle.js';
import { createMappings } from './mappings/index.js';
import { createPeer } from './peer.js';
import { permissionHandlers } from './permissions.js';
import { openRecords, versionKey } from './records.js';
import { Runner } from './runner.js';
import { tagHandlers, tagsOf } from './tags.js';
import { updateHandlers } from './update-function.js';
import { versionHandlers } from './versions.js';

export function createLambda(host: Host): Service {
  const records = openRecords(host.store);
  const journal = openTagJournal(host.store, host.clock);
  const runner = new Runner(host, records);
  const lifecycle = new Lifecycle({
    records,
    clock: host.clock,
    hazards: host.hazards,
    onRetired: (deploymentId) => runner.retire(deploymentId),
    onGone: (record) => {
      if (record.tags !== undefined) journal.note(record, record.arn, undefined);
      runner.retire(record.running.deploymentId);
      for (const { key, value } of [...records.versions.list(versionKey(record))]) {
        records.versions.delete(key);
        runner.retire(value.deploymentId);
      }
    },
  });
  const metrics = new FunctionMetrics(host.metrics);
  const lambda: Lambda = { host, journal, records, lifecycle, runner, metrics };
  const invoker = new Invoker(lambda);
  const events = new AsyncInvocations({ ...host, invoker, metrics });
  const peer = createPeer(records, invoker);
  const mappings = createMappings(host, records, { peer, metrics });
  return {
    handlers: {
      CreateFunction: createFunctionHandler(lambda),
      ...functionHandlers(lambda),
      ...updateHandlers(lambda),
      ...versionHandlers(lambda),
      ...concurrencyHandlers(lambda),
      ...permissionHandlers(lambda),
      ...tagHandlers(lambda),
      Invoke: invokeHandler(invoker, events),
      ...mappings.handlers,
    },
    access: { ...ACCESS, ...mappings.access },
    tagsOf: (arn, place) => tagsOf(records, place, arn),
    peer,
    close: async () => {
      mappings.close();
      const closed = events.close();
      await runner.close();
      await closed;
    },
  };
}
