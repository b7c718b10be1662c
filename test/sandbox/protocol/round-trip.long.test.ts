/**
 * The SDK's own clients against our readers and writers, for every operation of their models: what a client
 * sends is read as what it was given, and what we write is read by it as what was answered.
 */

import * as apiGateway from '@aws-sdk/client-api-gateway';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import * as applicationAutoScaling from '@aws-sdk/client-application-auto-scaling';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as tagging from '@aws-sdk/client-resource-groups-tagging-api';
import * as sts from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awsJson } from '../../../src/sandbox/protocol/aws-json.js';
import type { Operation } from '../../../src/sandbox/protocol/model.js';
import type { Protocol } from '../../../src/sandbox/protocol/protocol.js';
import { query } from '../../../src/sandbox/protocol/query.js';
import { restJson } from '../../../src/sandbox/protocol/rest-json.js';
import type { ClientName } from '../../../src/sandbox/protocol/schemas.js';
import type { Protocols } from '../../../src/sandbox/services/index.js';
import { arbitraryOf } from './arbitrary-shape.js';
import { type Capture, capture } from './captured.js';
import { loadedService } from './loaded-service.js';

const RUNS = { numRuns: 2 };

type Sender = { send(command: unknown): Promise<unknown>; destroy(): void };

interface Subject {
  readonly client: ClientName;
  readonly protocol: Protocol;
  readonly protocols: Protocols;
  readonly commands: Readonly<Record<string, unknown>>;
  make(config: Capture['config']): Sender;
}

const sender = (client: { destroy(): void }): Sender => client as Sender;

const SUBJECTS: readonly Subject[] = [
  {
    client: 'dynamodb',
    protocol: awsJson,
    protocols: { json: { targetPrefix: 'DynamoDB_20120810', version: '1.0' } },
    commands: dynamoDb,
    make: (config) => sender(new dynamoDb.DynamoDBClient(config)),
  },
  {
    client: 'application-auto-scaling',
    protocol: awsJson,
    protocols: { json: { targetPrefix: 'AnyScaleFrontendService', version: '1.1' } },
    commands: applicationAutoScaling,
    make: (config) => sender(new applicationAutoScaling.ApplicationAutoScalingClient(config)),
  },
  {
    client: 'resource-groups-tagging-api',
    protocol: awsJson,
    protocols: { json: { targetPrefix: 'ResourceGroupsTaggingAPI_20170126', version: '1.1' } },
    commands: tagging,
    make: (config) => sender(new tagging.ResourceGroupsTaggingAPIClient(config)),
  },
  {
    client: 'sts',
    protocol: query,
    protocols: {
      query: { version: '2011-06-15', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    },
    commands: sts,
    make: (config) => sender(new sts.STSClient(config)),
  },
  {
    client: 'iam',
    protocol: query,
    protocols: {
      query: { version: '2010-05-08', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    },
    commands: iam,
    make: (config) => sender(new iam.IAMClient(config)),
  },
  {
    client: 'lambda',
    protocol: restJson,
    protocols: { restJson: true },
    commands: lambda,
    make: (config) => sender(new lambda.LambdaClient(config)),
  },
  {
    client: 'api-gateway',
    protocol: restJson,
    protocols: { restJson: true },
    commands: apiGateway,
    make: (config) => sender(new APIGatewayClient(config)),
  },
];

describe.each(SUBJECTS)('every operation of $client', ({ client, protocol, protocols, commands, make }) => {
  it('is read as it was sent', async () => {
    const service = await loadedService(client, protocols);
    const wire = capture();
    const sdk = make(wire.config);

    for (const operation of testable(service.model.operations)) {
      await fc.assert(
        fc.asyncProperty(arbitraryOf(operation.input), async (input) => {
          const request = await wire.requestOf(() => sdk.send(command(commands, operation, input)));
          const call = protocol.read(request, service);
          expect({ operation: call.operation.name, input: plain(call.input) }).toEqual({
            operation: operation.name,
            input: plain(input),
          });
        }),
        RUNS,
      );
    }

    sdk.destroy();
  });

  it('is answered so that the client reads the same', async () => {
    const service = await loadedService(client, protocols);
    const wire = capture();
    const sdk = make(wire.config);

    for (const operation of testable(service.model.operations)) {
      await fc.assert(
        fc.asyncProperty(
          fc.tuple(arbitraryOf(operation.input), arbitraryOf(operation.output)),
          async ([input, output]) => {
            const request = await wire.requestOf(() => sdk.send(command(commands, operation, input)));
            const call = protocol.read(request, service);
            const answer = protocol.answer(request, service, call, output, 'request-1');
            const read = await wire.reading(answer, () => sdk.send(command(commands, operation, input)));
            expect(plain(read)).toEqual(plain(output));
          },
        ),
        RUNS,
      );
    }

    sdk.destroy();
  });
});

/** Event streams are none of what the sandbox speaks. */
function testable(operations: ReadonlyMap<string, Operation>): Operation[] {
  return [...operations.values()].filter(({ name }) => name !== 'InvokeWithResponseStream');
}

function command(commands: Readonly<Record<string, unknown>>, { name }: Operation, input: unknown): unknown {
  const Command = commands[`${name}Command`] as new (input: unknown) => unknown;
  return new Command(input);
}

/**
 * For comparison: bytes as base64, no metadata, and nothing that is empty, since no protocol tells an empty
 * structure from none.
 */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString('base64');
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return value;
  }
  const entries = Object.entries(value)
    .filter(([name]) => name !== '$metadata')
    .map(([name, item]): [string, unknown] => [name, plain(item)])
    .filter(([, item]) => item !== null && item !== undefined && !isEmpty(item));
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0
  );
}
