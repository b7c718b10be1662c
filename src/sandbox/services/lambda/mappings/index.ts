/** Event source mappings: what Lambda's operations and its invocations need of them. */
import { randomUUID } from 'node:crypto';
import type { AccessTable, HandlerTable, Host } from '../../../service.js';
import type { StreamsPeer } from '../../dynamodb/peer.js';
import type { IamPeer, SqsPeer } from '../../peers.js';
import { findVersion } from '../catalog.js';
import type { Invoker } from '../invoke.js';
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
export function createMappings(host: Host, functions: FunctionRecords, invoker: Invoker): Mappings {
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
    roleOf: (arn) => functions.functions.get(keyOfArn(arn))?.latest.role,
    invoke: async (arn, event) => {
      const { account, region } = placeOfArn(arn);
      const requestId = randomUUID();
      const found = invoker.find({ account, region }, arn);
      const { functionError, payload } = await invoker.invoke(found, {
        requestId,
        payload: Buffer.from(event),
      });
      const answer = Buffer.from(payload).toString();
      return { requestId, payload: answer, ...(functionError === undefined ? {} : { functionError }) };
    },
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

function placeOfArn(arn: string): {
  readonly account: string;
  readonly region: string;
  readonly name: string;
} {
  const [, , , region = '', account = '', , name = ''] = arn.split(':');
  return { account, region, name };
}

function keyOfArn(arn: string): string {
  const { account, region, name } = placeOfArn(arn);
  return `${account}/${region}/${name}`;
}
