/** The table of contents: every step in the order of the lab. Imports no AWS code, so that `--help` is quick. */
import type { StepEntry } from '../lab/step.js';
import { STEP_COSTS } from './costs.js';
import { STEP_TAKES } from './takes.js';

export const STEPS: readonly StepEntry[] = [
  {
    id: 'create-table',
    title: 'Create the Orders table',
    summary: 'A table with a partition and a sort key, provisioned capacity that scales, and a stream',
    requires: [],
    cost: STEP_COSTS['create-table'],
    takes: STEP_TAKES['create-table'],
    load: async () => (await import('./create-table.js')).createTable,
  },
  {
    id: 'add-gsi',
    title: 'Add a global secondary index',
    summary: 'CustomerIndex: the same orders, found by customer and status',
    requires: ['create-table'],
    cost: STEP_COSTS['add-gsi'],
    takes: STEP_TAKES['add-gsi'],
    load: async () => (await import('./add-gsi.js')).addGsi,
  },
  {
    id: 'seed',
    title: 'Write some orders',
    summary: "The lab's three orders, then as many generated ones as you like, in batches",
    requires: ['create-table'],
    cost: STEP_COSTS.seed,
    takes: STEP_TAKES.seed,
    load: async () => (await import('./seed.js')).seed,
  },
  {
    id: 'query',
    title: 'Query the index',
    summary: "A customer's orders by Query and by Scan, by status, page by page, and what each one costs",
    requires: ['add-gsi', 'seed'],
    cost: STEP_COSTS.query,
    takes: STEP_TAKES.query,
    load: async () => (await import('./query.js')).query,
  },
  {
    id: 'transact',
    title: 'Write all or nothing',
    summary:
      'Transactions: two writes or none, why they are cancelled, when to send them again, what they cost',
    requires: ['create-table', 'add-gsi'],
    cost: STEP_COSTS.transact,
    takes: STEP_TAKES.transact,
    load: async () => (await import('./transact.js')).transact,
  },
  {
    id: 'attach-stream',
    title: 'Run code on every change',
    summary: 'A Lambda function that is told of every change, and a queue for what it cannot process',
    requires: ['create-table'],
    cost: STEP_COSTS['attach-stream'],
    takes: STEP_TAKES['attach-stream'],
    load: async () => (await import('./attach-stream.js')).attachStream,
  },
  {
    id: 'build-api',
    title: 'Put an API in front',
    summary: 'A REST API that takes, shows, changes and deletes orders, for anybody who speaks HTTP',
    requires: ['create-table', 'add-gsi'],
    cost: STEP_COSTS['build-api'],
    takes: STEP_TAKES['build-api'],
    load: async () => (await import('./build-api.js')).buildApi,
  },
  {
    id: 'throttle',
    title: 'Run out of capacity',
    summary:
      'A table of one unit: what is refused, what the retries of the SDK save, and what is lost without',
    requires: [],
    cost: STEP_COSTS.throttle,
    takes: STEP_TAKES.throttle,
    load: async () => (await import('./throttle.js')).throttle,
  },
  {
    id: 'monitor',
    title: 'Watch it',
    summary: 'Alarms and a dashboard for what goes wrong first; one alarm is set off by real reads',
    requires: ['create-table', 'add-gsi', 'attach-stream', 'build-api'],
    cost: STEP_COSTS.monitor,
    takes: STEP_TAKES.monitor,
    load: async () => (await import('./monitor.js')).monitor,
  },
  {
    id: 'tune',
    title: 'Tune it, and count the costs',
    summary:
      'Auto scaling follows a load; ways to write and read side by side, in units and in dollars a month',
    requires: ['add-gsi', 'seed'],
    cost: STEP_COSTS.tune,
    takes: STEP_TAKES.tune,
    load: async () => (await import('./tune.js')).tune,
  },
];
