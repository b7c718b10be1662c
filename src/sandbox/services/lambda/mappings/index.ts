/** Event source mappings: what Lambda's operations and its invocations need of them. */
import type { AccessTable, HandlerTable, Host } from '../../../service.js';
import type { StreamsPeer } from '../../dynamodb/peer.js';
import type { IamPeer, LambdaPeer, SqsPeer } from '../../peers.js';
import { findVersion } from '../catalog.js';
import type { FunctionMetrics } from '../function-metrics.js';
import { functionArn } from '../names.js';
import type { Records as FunctionRecords } from '../records.js';
import { mappingAccess } from './access.js';
import { mappingHandlers } from './handlers.js';
import { MappingLifecycle } from './lifecycle.js';
import { Poller } from './poller.js';
import { openRecords } from './records.js';

export interface Mappings {
  readonly handlers: HandlerTable;
  readonly access: AccessTable;
  /** Calls no function any more. */
  close(): void;
}

/** Takes up at once what an earlier process had in hand. */
export function createMappings(
  host: Host,
  functions: FunctionRecords,
  { peer: lambda, metrics }: { readonly peer: LambdaPeer; readonly metrics: FunctionMetrics },
): Mappings {
  const { clock, hazards, log, store } = host;
  const records = openRecords(store);
  const peers = {
    dynamodb: () => host.peer<StreamsPeer>('dynamodb'),
    iam: () => host.peer<IamPeer>('iam'),
    sqs: () => host.peer<SqsPeer>('sqs'),
  };
  const poller = new Poller({
    records,
    clock,
    log,
    peers,
    roleOf: (arn) => lambda.roleOf(arn),
    invoke: async (arn, event) => {
      const { payload, ...answer } = await lambda.invoke(arn, event);
      return { ...answer, payload: Buffer.from(payload).toString() };
    },
    count: (arn, metric, value) => metrics.recordByArn(arn, metric, value),
  });
  const lifecycle = new MappingLifecycle({ records, clock, hazards, poller, peers });
  lifecycle.resume();
  return {
    handlers: mappingHandlers({
      records,
      lifecycle,
      now: () => clock.now(),
      functions: {
        find: (context, text) => {
          const { record, version, qualifier } = findVersion(functions, context, text);
          return {
            arn: functionArn(record, record.name, qualifier),
            name: record.name,
            role: version.role,
          };
        },
      },
    }),
    access: mappingAccess(records),
    close: () => poller.close(),
  };
}
