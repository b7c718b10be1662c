/** What Lambda's operations work with. */
import type { Host } from '../../service.js';
import type { TagJournal } from '../tag-journal.js';
import type { FunctionMetrics } from './function-metrics.js';
import type { Lifecycle } from './lifecycle.js';
import type { Records } from './records.js';
import type { Runner } from './runner.js';

export interface Lambda {
  readonly host: Host;
  readonly records: Records;
  readonly journal: TagJournal;
  readonly lifecycle: Lifecycle;
  readonly runner: Runner;
  readonly metrics: FunctionMetrics;
}
