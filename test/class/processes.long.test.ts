/** Several learners at one account, as they are: processes of the program, which clean up at the same time. */
import { APIGatewayClient, CreateRestApiCommand, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { namesFor } from '../../src/lab/names.js';
import { tagList, tagMap } from '../../src/lab/ownership.js';
import { CliHome, jsonLines } from '../support/cli.js';

const CLEANED = ['a', 'ab', 'ab-', 'A', 'Ab-'];
/** Begins as others do, and stays. */
const STAYS = 'ab-c';
const OWNER = 'arn:aws:iam::111122223333:user/learner';

const home = new CliHome();
let gateway: APIGatewayClient;
let dynamodb: DynamoDBClient;

beforeAll(async () => {
  const { stdout } = await home.run(['sandbox', 'env', '--json']);
  const { set } = JSON.parse(stdout);
  const config = {
    endpoint: set.AWS_ENDPOINT_URL,
    region: set.AWS_REGION,
    credentials: { accessKeyId: set.AWS_ACCESS_KEY_ID, secretAccessKey: set.AWS_SECRET_ACCESS_KEY },
  };
  gateway = new APIGatewayClient(config);
  dynamodb = new DynamoDBClient(config);
  for (const prefix of [...CLEANED, STAYS]) await begin(prefix);
});
afterAll(async () => {
  gateway.destroy();
  dynamodb.destroy();
  await home.remove();
});

/** An API and a table of a lab, as its steps name and tag them. */
async function begin(prefix: string): Promise<void> {
  const { restApi, table, labId } = namesFor(prefix);
  const ownership = { labId, owner: OWNER };
  await gateway.send(new CreateRestApiCommand({ name: restApi, tags: tagMap(ownership) }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: table,
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      Tags: tagList(ownership),
    }),
  );
}

it('each removes its own and waits for its turn, and what belongs to another lab stays', async () => {
  await home.run(['sandbox', 'start', '--hazards', 'api-quotas,crowded-account,tag-search-lag']);

  const results = await Promise.all(
    CLEANED.map((prefix) => home.run(['cleanup', '--json', '--prefix', prefix])),
  );

  for (const result of results) {
    expect(result).toMatchObject({ code: 0 });
    expect(jsonLines(result).at(-1)).toMatchObject({ event: 'summary', ok: true, remaining: [] });
  }
  const refused = results.flatMap((result) =>
    jsonLines(result).filter(({ operation, error }) => operation === 'DeleteRestApi' && error !== undefined),
  );
  expect(refused.length).toBeGreaterThanOrEqual(CLEANED.length - 1);
  const { items = [] } = await gateway.send(new GetRestApisCommand({}));
  const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
  expect(items.map(({ name }) => name)).toEqual([namesFor(STAYS).restApi]);
  expect(TableNames).toEqual([namesFor(STAYS).table]);
});
