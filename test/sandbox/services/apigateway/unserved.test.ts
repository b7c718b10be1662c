import {
  APIGatewayClient,
  CreateAuthorizerCommand,
  GetApiKeysCommand,
  GetUsagePlansCommand,
  ImportRestApiCommand,
  PutRestApiCommand,
} from '@aws-sdk/client-api-gateway';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../../../support/sandbox.js';

let sandbox: TestSandbox;
let client: APIGatewayClient;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  client = sandbox.client(APIGatewayClient);
});
afterAll(() => sandbox.close());

const body = Buffer.from('{"openapi":"3.0.1"}');
const refused = (what: string) => ({
  name: 'BadRequestException',
  message: expect.stringMatching(new RegExp(`^The sandbox does not serve ${what}`)),
});

it('what an API could be imported from, and who may call it, is refused in words', async () => {
  await expect(client.send(new ImportRestApiCommand({ body }))).rejects.toMatchObject(refused('imports'));
  const put = new PutRestApiCommand({ restApiId: 'a1b2c3d4e5', body });
  await expect(client.send(put)).rejects.toMatchObject(refused('imports'));
  await expect(client.send(new GetApiKeysCommand({}))).rejects.toMatchObject(refused('API keys'));
  await expect(client.send(new GetUsagePlansCommand({}))).rejects.toMatchObject(refused('usage plans'));
  const authorizer = new CreateAuthorizerCommand({ restApiId: 'a1b2c3d4e5', name: 'mine', type: 'TOKEN' });
  await expect(client.send(authorizer)).rejects.toMatchObject(refused('authorizers'));
});
