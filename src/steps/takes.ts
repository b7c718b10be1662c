/**
 * How long each step takes on AWS, in the order of the lab. Reckoned from what is known of AWS (how long tables,
 * indexes, mappings and metrics take, and how many calls a second API Gateway takes) and from the step's own waits and
 * calls, at a fifth of a second for a call. Imports no AWS code, so that `--help` is quick.
 */
import type { StepId, StepInput } from '../lab/step.js';
import type { Takes } from '../lab/takes.js';

/** Orders that a table of five write units takes in a second, and where as much as possible was saved up before. */
const ORDERS_A_SECOND = { least: 4, most: 50 } as const;

/** By step. Takes the step's input, of which only the members that make a difference are looked at. */
export const STEP_TAKES: Readonly<Record<StepId, (input: StepInput) => Takes>> = {
  'create-table': () => ({
    from: 10,
    to: 60,
    because:
      'DynamoDB makes a table in seconds; the first registration in an account makes a role for auto scaling',
  }),
  'add-gsi': () => ({
    from: 8 * 60,
    to: 17 * 60,
    because:
      'DynamoDB builds an index for minutes, even on an empty table; steps that do not need it go on meanwhile',
  }),
  seed: ({ count }) => seedTakes(typeof count === 'number' ? count : 0),
  query: () => ({
    from: 5,
    to: 30,
    because: 'calls that take milliseconds; the index follows its table a moment later',
  }),
  transact: () => ({
    from: 20,
    to: 60,
    because: 'some seventy calls, one after another; conflicts are provoked and sent again',
  }),
  'attach-stream': () => ({
    from: 90,
    to: 10 * 60,
    because:
      'a mapping may need minutes until it reads the stream, and a log minutes until it shows what was written',
  }),
  'build-api': () => ({
    from: 60,
    to: 4 * 60,
    because:
      'a hundred calls to API Gateway, one after another, one deployment in 5 seconds, and up to 2 minutes until it answers',
  }),
  throttle: () => ({
    from: 3 * 60,
    to: 6 * 60,
    because: 'a table of one unit is filled up again and again, unit by unit and second by second',
  }),
  monitor: ({ skipAlarm }) =>
    skipAlarm === true
      ? { from: 15, to: 60, because: 'eighteen alarms and a dashboard, call by call' }
      : {
          from: 10 * 60,
          to: 15 * 60,
          because:
            'metrics are one to five minutes late, and an alarm that looks at five minutes goes off and back',
        },
  tune: ({ skipScaling }) =>
    skipScaling === true
      ? { from: 60, to: 3 * 60, because: 'tables are made to measure with, and deleted' }
      : {
          from: 7 * 60,
          to: 15 * 60,
          because:
            'auto scaling adds capacity after two minutes of load, and CloudWatch tells of it up to five minutes later',
        },
};

/** Of all that the lab has built, on AWS. */
export const CLEANUP_TAKES: Takes = {
  from: 60,
  to: 5 * 60,
  because:
    'a mapping ends what it has begun, and API Gateway deletes one API in 30 seconds for a whole account',
};

function seedTakes(count: number): Takes {
  return {
    from: 5 + Math.ceil(count / ORDERS_A_SECOND.most),
    to: 30 + Math.ceil(count / ORDERS_A_SECOND.least),
    because: 'no faster than the table takes them: five writes a second, and what it has saved up',
  };
}
