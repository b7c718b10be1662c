import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  GetTagsCommand,
  UpdateAccountCommand,
  UpdateRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';
import { ACCOUNT, assume, createRole, putPolicy } from '../iam/making.js';

const PATHS = 'arn:aws:apigateway:us-east-1::';

let sandbox: TestSandbox;
let client: APIGatewayClient;
let restApiId: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const made = await sandbox.client(APIGatewayClient).send(new CreateRestApiCommand({ name: 'orders' }));
  restApiId = made.id ?? '';
  const role = await createRole(sandbox, 'R');
  await putPolicy(sandbox, 'R', {
    Effect: 'Allow',
    Action: ['apigateway:GET', 'apigateway:PATCH'],
    Resource: [`${PATHS}/restapis/*`, `${PATHS}/tags/*`, `${PATHS}/account`],
  });
  client = sandbox.client(APIGatewayClient, await assume(sandbox, role, { RoleSessionName: 'gw' }));
});
afterAll(() => sandbox.close());

const denied = (action: string, resource: string) => ({
  name: 'AccessDeniedException',
  message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/R/gw is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  $metadata: { httpStatusCode: 403 },
});

describe('a session of a role', () => {
  it('may send the HTTP methods that its policies allow, to the paths that they name', async () => {
    const resourceArn = `${PATHS}/restapis/${restApiId}`;

    expect(await client.send(new GetRestApiCommand({ restApiId }))).toMatchObject({ name: 'orders' });
    expect((await client.send(new GetResourcesCommand({ restApiId }))).items).toHaveLength(1);
    expect((await client.send(new GetTagsCommand({ resourceArn }))).tags).toEqual({});
    expect(await client.send(new UpdateRestApiCommand({ restApiId }))).toMatchObject({ id: restApiId });
  });

  it('may send no others', async () => {
    await expect(client.send(new GetRestApisCommand({}))).rejects.toMatchObject(
      denied('apigateway:GET', `${PATHS}/restapis`),
    );
    await expect(client.send(new DeleteRestApiCommand({ restApiId }))).rejects.toMatchObject(
      denied('apigateway:DELETE', `${PATHS}/restapis/${restApiId}`),
    );
    await expect(client.send(new CreateRestApiCommand({ name: 'other' }))).rejects.toMatchObject(
      denied('apigateway:POST', `${PATHS}/restapis`),
    );
  });

  it('hands on no role that it may not pass', async () => {
    const value = `arn:aws:iam::${ACCOUNT}:role/logs`;
    const patchOperations = [{ op: 'replace' as const, path: '/cloudwatchRoleArn', value }];

    await expect(client.send(new UpdateAccountCommand({ patchOperations }))).rejects.toMatchObject(
      denied('iam:PassRole', value),
    );
  });
});
