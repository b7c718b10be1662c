import type { TableDescription } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeKeys } from '../../src/resources/describe-table.js';
import {
  attributeDefinitionsOf,
  keySchemaOf,
  keysInWords,
  nextChange,
  type TableSpec,
} from '../../src/resources/table-spec.js';

const SPEC: TableSpec = {
  name: 'T',
  partitionKey: { name: 'a', type: 'S' },
  sortKey: { name: 'b', type: 'N' },
  capacity: { read: 5, write: 5 },
  minimum: { read: 5, write: 5 },
  maximum: { read: 50, write: 50 },
  streamViewType: 'NEW_AND_OLD_IMAGES',
};

function tableWith(overrides: Partial<TableDescription> = {}): TableDescription {
  return {
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ...overrides,
  };
}

describe('nextChange', () => {
  it('is nothing for a table that is as it should be', () => {
    expect(nextChange(tableWith(), SPEC)).toBeUndefined();
  });

  it('turns a missing stream on', () => {
    expect(nextChange(tableWith({ StreamSpecification: undefined }), SPEC)).toEqual({
      TableName: 'T',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  it('turns a stream with another view type off first', () => {
    const table = tableWith({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } });

    expect(nextChange(table, SPEC)).toEqual({
      TableName: 'T',
      StreamSpecification: { StreamEnabled: false },
    });
  });

  it('gives an on-demand table, and each of its indexes, provisioned capacity', () => {
    const table = tableWith({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [{ IndexName: 'I' }],
    });

    expect(nextChange(table, SPEC)).toMatchObject({
      BillingMode: 'PROVISIONED',
      GlobalSecondaryIndexUpdates: [
        {
          Update: { IndexName: 'I', ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } },
        },
      ],
    });
  });

  it('leaves capacity within auto scaling’s range alone, and brings the rest to its nearest bound', () => {
    const units = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(units, units, (read, write) => {
        const change = nextChange(
          tableWith({ ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write } }),
          SPEC,
        );

        const after = change?.ProvisionedThroughput ?? { ReadCapacityUnits: read, WriteCapacityUnits: write };
        expect(after.ReadCapacityUnits).toBe(Math.min(50, Math.max(5, read)));
        expect(after.WriteCapacityUnits).toBe(Math.min(50, Math.max(5, write)));
        expect(change === undefined).toBe(read >= 5 && read <= 50 && write >= 5 && write <= 50);
      }),
    );
  });

  it('comes to an end: each change brings the table closer', () => {
    const table = tableWith({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
    });
    let changes = 0;

    for (let change = nextChange(table, SPEC); change !== undefined; change = nextChange(table, SPEC)) {
      if (change.BillingMode !== undefined) table.BillingModeSummary = { BillingMode: change.BillingMode };
      if (change.ProvisionedThroughput !== undefined) {
        table.ProvisionedThroughput = change.ProvisionedThroughput;
      }
      if (change.StreamSpecification !== undefined) table.StreamSpecification = change.StreamSpecification;
      changes += 1;
      expect(changes).toBeLessThan(5);
    }

    expect(changes).toBe(3);
  });
});

describe('keys in words', () => {
  it('read the same for a spec and for the table made from it', () => {
    const table = { KeySchema: keySchemaOf(SPEC), AttributeDefinitions: attributeDefinitionsOf(SPEC) };

    expect(describeKeys(table.KeySchema, table.AttributeDefinitions)).toBe(keysInWords(SPEC));
  });

  it('are none for no table', () => {
    expect(describeKeys(undefined, undefined)).toBe('none');
  });
});
