/** Every error of the SDK's models, written by us and thrown by the client that reads it. */
import * as apiGateway from '@aws-sdk/client-api-gateway';
import * as applicationAutoScaling from '@aws-sdk/client-application-auto-scaling';
import * as dynamoDb from '@aws-sdk/client-dynamodb';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { AwsError, unknownOperation } from '../../../src/sandbox/errors.js';
import { awsJson } from '../../../src/sandbox/protocol/aws-json.js';
import type { Protocol } from '../../../src/sandbox/protocol/protocol.js';
import { query } from '../../../src/sandbox/protocol/query.js';
import { restJson } from '../../../src/sandbox/protocol/rest-json.js';
import type { ClientName } from '../../../src/sandbox/protocol/schemas.js';
import type { Protocols } from '../../../src/sandbox/services/index.js';
import { type Capture, capture } from './captured.js';
import { loadedService } from './loaded-service.js';

interface Subject {
  readonly client: ClientName;
  readonly protocol: Protocol;
  readonly protocols: Protocols;
  readonly errorNamespace?: string;
  send(config: Capture['config']): Promise<unknown>;
}

const SUBJECTS: readonly Subject[] = [
  {
    client: 'dynamodb',
    protocol: awsJson,
    protocols: { json: { targetPrefix: 'DynamoDB_20120810', version: '1.0' } },
    errorNamespace: 'com.amazonaws.dynamodb.v20120810',
    send: (config) => new dynamoDb.DynamoDBClient(config).send(new dynamoDb.ListTablesCommand({})),
  },
  {
    client: 'application-auto-scaling',
    protocol: awsJson,
    protocols: { json: { targetPrefix: 'AnyScaleFrontendService', version: '1.1' } },
    send: (config) =>
      new applicationAutoScaling.ApplicationAutoScalingClient(config).send(
        new applicationAutoScaling.DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }),
      ),
  },
  {
    client: 'sts',
    protocol: query,
    protocols: {
      query: { version: '2011-06-15', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    },
    send: (config) => new sts.STSClient(config).send(new sts.GetCallerIdentityCommand({})),
  },
  {
    client: 'iam',
    protocol: query,
    protocols: {
      query: { version: '2010-05-08', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    },
    send: (config) => new iam.IAMClient(config).send(new iam.ListRolesCommand({})),
  },
  {
    client: 'lambda',
    protocol: restJson,
    protocols: { restJson: true },
    send: (config) => new lambda.LambdaClient(config).send(new lambda.ListFunctionsCommand({})),
  },
  {
    client: 'api-gateway',
    protocol: restJson,
    protocols: { restJson: true },
    send: (config) => new apiGateway.APIGatewayClient(config).send(new apiGateway.GetRestApisCommand({})),
  },
];

describe.each(SUBJECTS)('$client', ({ client, protocol, protocols, errorNamespace, send }) => {
  it('throws each of its errors by name, with text and status', async () => {
    const service = await loadedService(
      client,
      protocols,
      errorNamespace === undefined ? {} : { errorNamespace },
    );
    const wire = capture();
    const request = await wire.requestOf(() => send(wire.config));

    for (const { name, status, query: asQuery } of service.model.errors.values()) {
      if (name.endsWith('ServiceException') && status === 400) {
        continue; // The client's own base class, which is no error of the model.
      }
      const answer = protocol.fail(request, service, new AwsError(name, `<why> & "what" of ${name}`), 'R1');
      const thrown = wire.reading(answer, () => send(wire.config));

      await expect(thrown).rejects.toMatchObject({
        name,
        message: `<why> & "what" of ${name}`,
        $metadata: { httpStatusCode: protocol === query ? (asQuery?.status ?? status) : status },
      });
    }
  });

  it('says an operation that is not served by its usual name', async () => {
    const service = await loadedService(client, protocols);
    const wire = capture();
    const request = await wire.requestOf(() => send(wire.config));

    const answer = protocol.fail(request, service, unknownOperation(), 'R1');

    await expect(wire.reading(answer, () => send(wire.config))).rejects.toMatchObject({
      name: protocol === query ? 'InvalidAction' : 'UnknownOperationException',
    });
  });
});

describe('members of errors', () => {
  it('travel in their headers', async () => {
    const service = await loadedService('api-gateway', { restJson: true });
    const error = new AwsError('TooManyRequestsException', 'Slow down', {
      members: { retryAfterSeconds: '30' },
    });
    const wire = capture();
    const send = () =>
      new apiGateway.APIGatewayClient(wire.config).send(new apiGateway.GetRestApisCommand({}));
    const request = await wire.requestOf(send);

    const answer = restJson.fail(request, service, error, 'R1');

    expect(answer.headers).toMatchObject({
      'retry-after': '30',
      'x-amzn-ErrorType': 'TooManyRequestsException',
    });
    expect(JSON.parse(String(answer.body))).toEqual({ message: 'Slow down' });
    await expect(wire.reading(answer, send)).rejects.toMatchObject({ retryAfterSeconds: '30' });
  });

  it('travel in the body', async () => {
    const service = await loadedService('lambda', { restJson: true });
    const error = new AwsError('ResourceNotFoundException', 'Function not found', {
      members: { Type: 'User' },
    });
    const wire = capture();
    const send = () => new lambda.LambdaClient(wire.config).send(new lambda.ListFunctionsCommand({}));
    const request = await wire.requestOf(send);

    const answer = restJson.fail(request, service, error, 'R1');

    expect(answer.status).toBe(404);
    expect(JSON.parse(String(answer.body))).toEqual({ Type: 'User', Message: 'Function not found' });
    await expect(wire.reading(answer, send)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      Type: 'User',
    });
  });
});

describe('input that REST-JSON cannot read', () => {
  it.each([
    ['POST', '/2015-03-31/functions', '', '{', 'SerializationException', 400],
    ['POST', '/2015-03-31/functions', '', '{"FunctionName": 5}', 'SerializationException', 400],
    ['GET', '/2015-03-31/functions', 'MaxItems=many', '', 'SerializationException', 400],
    ['PATCH', '/2015-03-31/functions', '', '', 'UnknownOperationException', 404],
    ['GET', '/nowhere', '', '', 'UnknownOperationException', 404],
  ])('%s %s?%s %s', async (method, rawPath, rawQuery, body, code, status) => {
    const service = await loadedService('lambda', { restJson: true });
    const request = { method, rawPath, rawQuery, headers: {}, body: Buffer.from(body) };

    const read = (): unknown => restJson.read(request, service);

    expect(read).toThrow(expect.objectContaining({ code }));
    expect(restJson.fail(request, service, new AwsError(code, ''), 'R1').status).toBe(status);
  });
});
