/** Step 3 of the source lab: "Process DynamoDB Streams with AWS Lambda". */
import { z } from 'zod';
import type { Evidence } from '../lab/events.js';
import { defineStep } from '../lab/step.js';
import { Problem } from '../problem.js';
import { describeTable } from '../resources/describe-table.js';
import { ensureMapping } from '../resources/event-source-mapping.js';
import { ensureExecutionRole } from '../resources/execution-role.js';
import { readFunctionCode, readFunctionSource } from '../resources/function-code.js';
import { ensureFunction } from '../resources/lambda-function.js';
import { ensureLogGroup } from '../resources/log-group.js';
import { ensureQueue } from '../resources/queue.js';
import { CALLS } from './attach-stream/calls.js';
import { demonstrateStream } from './attach-stream/demonstration.js';
import { inspectStream } from './attach-stream/inspection.js';
import {
  FUNCTION,
  streamFunction,
  streamLogGroup,
  streamMapping,
  streamResources,
  streamRole,
} from './attach-stream/specs.js';

export const attachStream = defineStep({
  input: z.object({}),
  calls: CALLS,
  resources: streamResources,

  async build(lab) {
    const { names } = lab;
    const code = readFunctionCode(FUNCTION);
    // Before the function, which would make one without tags that never ends.
    await ensureLogGroup(lab, streamLogGroup(names));
    const role = await ensureExecutionRole(lab, streamRole(lab));
    await ensureQueue(lab, names.streamDeadLetters);
    await ensureFunction(lab, streamFunction(names, role), code);
    const table = await describeTable(lab, names.table);
    if (table?.LatestStreamArn === undefined) {
      throw new Problem(`The table ${names.table} has no stream.`, {
        because: 'It was turned off, or the table was deleted, since this step began.',
        next: `Run ${lab.commandLine('create-table')}, then this step again.`,
      });
    }
    await ensureMapping(lab, streamMapping(lab, table.LatestStreamArn));
    return 'ready';
  },

  inspect: inspectStream,

  async *demonstrate(lab) {
    yield showSource();
    yield* demonstrateStream(lab);
  },
});

function showSource(): Evidence {
  return { kind: 'text', title: 'The function', data: { text: readFunctionSource(FUNCTION).trimEnd() } };
}
