/** DynamoDB tells a table's tags some time after the table itself (AWS: "ListTagsOfResource", eventually consistent). */
import { afterEach, describe, expect, it } from 'vitest';
import { ensureTable, findTable } from '../../src/resources/table.js';
import { ordersTable } from '../../src/steps/orders-table.js';
import { offlineLab, type TestLab } from '../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

const OUR_TAGS = [
  { Key: 'orders-lab', Value: 'default' },
  { Key: 'orders-lab:owner', Value: 'arn:aws:iam::111122223333:user/learner' },
];
const NEW = 0;
const AN_HOUR_AGO = -3600;
const NOT_FOUND: Reply = {
  status: 400,
  body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'not found' },
};

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** Describes a table; its tags are asked for with these answers in order, the last one for ever. */
async function labWithTable(
  { status, createdAt }: { status: string; createdAt: number },
  ...tagAnswers: Reply[]
): Promise<TestLab> {
  server = await startScriptedServer(({ operation }) => {
    if (operation === 'ListTagsOfResource') {
      const [reply = NOT_FOUND] = tagAnswers.length > 1 ? tagAnswers.splice(0, 1) : tagAnswers;
      return reply;
    }
    if (operation !== 'DescribeTable') return NOT_FOUND;
    return {
      status: 200,
      body: {
        Table: {
          TableName: 'Orders',
          TableArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders',
          TableStatus: status,
          CreationDateTime: createdAt,
        },
      },
    };
  });
  return offlineLab({ endpoint: server.endpoint });
}

function tags(...Tags: object[]): Reply {
  return { status: 200, body: { Tags } };
}

function tagQuestions({ calls }: TestLab): number {
  return calls.filter(({ operation }) => operation === 'ListTagsOfResource').length;
}

describe('the tags of a table that is new', () => {
  it.each([
    ['while it is being created', { status: 'CREATING', createdAt: AN_HOUR_AGO }],
    ['soon after', { status: 'ACTIVE', createdAt: NEW }],
  ])('are waited for %s', async (_, table) => {
    const opened = await labWithTable(table, NOT_FOUND, tags(), tags(...OUR_TAGS));

    expect(await findTable(opened.lab, 'Orders')).toMatchObject({ state: 'ours' });
    expect(tagQuestions(opened)).toBe(3);
  });

  it('are not waited for when there are others', async () => {
    const opened = await labWithTable({ status: 'CREATING', createdAt: NEW }, tags({ Key: 'a', Value: 'b' }));

    expect(await findTable(opened.lab, 'Orders')).toMatchObject({ state: 'foreign' });
    expect(tagQuestions(opened)).toBe(1);
  });

  it('that never come make it foreign', async () => {
    const { lab } = await labWithTable({ status: 'ACTIVE', createdAt: NEW }, tags());

    await expect(ensureTable(lab, ordersTable(lab.names))).rejects.toThrow('must not touch');
  });
});

it('the tags of an old table are asked for once', async () => {
  const opened = await labWithTable({ status: 'ACTIVE', createdAt: AN_HOUR_AGO }, tags());

  expect(await findTable(opened.lab, 'Orders')).toMatchObject({ state: 'foreign' });
  expect(tagQuestions(opened)).toBe(1);
});
