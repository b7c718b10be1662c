import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRuntime, type TestRuntime } from './running.js';

let test: TestRuntime;

beforeAll(() => {
  test = startTestRuntime();
});
afterAll(() => test.close());

describe('invoking', () => {
  it('answers what the handler gives back', async () => {
    const echo = test.deploy('export const handler = async (event) => ({ got: event });');

    const { payload, functionError } = await test.invoke(echo, { a: [1, 'é'] });

    expect(functionError).toBeUndefined();
    expect(payload).toEqual({ got: { a: [1, 'é'] } });
  });

  it('keeps the process and its state for the next invocation', async () => {
    const counter = test.deploy('let count = 0; export const handler = async () => [++count, process.pid];');

    const first = await test.invoke(counter);
    const second = await test.invoke(counter);

    expect(second.payload).toEqual([2, (first.payload as number[])[1]]);
    expect(first.logTail).toMatch(/\tInit Duration: \d+\.\d\d ms\t$/m);
    expect(second.logTail).not.toContain('Init Duration');
  });

  it('freezes the process in between', async () => {
    const ticking = test.deploy(
      'let ticks = 0; setInterval(() => { ticks += 1; }, 5); export const handler = async () => ticks;',
    );
    const before = (await test.invoke(ticking)).payload;

    await new Promise((resolve) => setTimeout(resolve, 300));

    const after = (await test.invoke(ticking)).payload;
    expect(Number(after) - Number(before)).toBeLessThan(20);
  });

  it('logs START, what was written, END and REPORT', async () => {
    const talker = test.deploy(
      'export const handler = async () => { console.log("one\\ntwo", { a: 1 }); console.error("bad"); process.stdout.write("raw\\n"); };',
    );

    const { logTail, payload, requestId } = await test.invoke(talker);

    expect(payload).toBeNull();
    expect(logTail.split('\n')).toEqual([
      `START RequestId: ${requestId} Version: $LATEST`,
      expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\t${requestId}\tINFO\tone$`)),
      'two { a: 1 }',
      expect.stringMatching(new RegExp(`Z\t${requestId}\tERROR\tbad$`)),
      'raw',
      `END RequestId: ${requestId}`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t$`,
        ),
      ),
      '',
    ]);
  });
});
