import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSandbox, openSandbox } from './referees.js';

describe('the Python of the source lab, by boto3', () => {
  let sandbox: BuiltSandbox;

  beforeAll(async () => {
    sandbox = await openSandbox();
    const built = await sandbox.lab('run', '--yes', '--to', 'add-gsi', '--json');
    expect(built.stderr).toBe('');
    expect(built.code).toBe(0);
  });
  afterAll(() => sandbox.close());

  it('inserts its orders, finds those of cust123 through the index, and writes both orders of its transaction', async () => {
    const { code, stdout, stderr } = await sandbox.python('source_lab.py');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      found: [
        { customer_id: 'cust123', order_status: 'completed', details: { item: 'Headphones' } },
        { customer_id: 'cust123', order_status: 'processing', details: { item: 'Laptop' } },
      ],
      written: [
        { order_id: 'order1', customer_id: 'cust789', order_status: 'processing' },
        { order_id: 'order2', order_status: 'completed' },
      ],
    });
  });
});
