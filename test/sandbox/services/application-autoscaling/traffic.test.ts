/** A real table under real writes: it refuses some, is given more capacity a minute at a time, and refuses none. */
import {
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MINUTE, type ScalingLab, startScalingLab } from './scaling-lab.js';

const UNITS_OF_A_WRITE = 180;
/** More than the burst of five minutes that a table has saved. */
const FIRST_WRITES = 10;
const WRITES_A_MINUTE = 5;
/** Units a second that these are. */
const LOAD = 15;
const MINUTES = 10;

let lab: ScalingLab;

beforeEach(async () => {
  lab = await startScalingLab();
});
afterEach(() => lab.sandbox.close());

it('a table grows under writes that it refuses, until it refuses none', async () => {
  const client = lab.sandbox.client(DynamoDBClient, { maxAttempts: 1 });
  const note = { S: 'x'.repeat((UNITS_OF_A_WRITE - 1) * 1024) };
  const write = async (writes: number): Promise<number> => {
    let refused = 0;
    for (let number = 0; number < writes; number += 1) {
      const Item = { order_id: { S: String(number) }, note };
      await client.send(new PutItemCommand({ TableName: 'Orders', Item })).catch((error: unknown) => {
        if (!(error instanceof ProvisionedThroughputExceededException)) throw error;
        refused += 1;
      });
    }
    await lab.sandbox.advance(MINUTE);
    return refused;
  };
  await lab.register();
  await lab.track();

  const minutes = [{ refused: await write(FIRST_WRITES), capacity: await lab.capacity() }];
  for (let minute = 1; minute < MINUTES; minute += 1) {
    minutes.push({ refused: await write(WRITES_A_MINUTE), capacity: await lab.capacity() });
  }

  const refused = minutes.map((minute) => minute.refused);
  const capacities = minutes.map(({ capacity }) => capacity);
  expect(Math.max(...refused)).toBeGreaterThan(WRITES_A_MINUTE / 2);
  expect(refused.at(-1), JSON.stringify(minutes)).toBe(0);
  expect(capacities[0]).toBe(5);
  expect(capacities).toEqual(capacities.toSorted((left, right) => left - right));
  expect(capacities.at(-1)).toBeGreaterThanOrEqual(LOAD);
});
