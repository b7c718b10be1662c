import { Problem } from '../problem.js';
import { shortened } from './shortened.js';

/** The lab id of a lab without a prefix. Reserved as a prefix, since both would carry the same tag. */
export const DEFAULT_LAB_ID = 'default';

/** What every service that the lab names things in accepts, with room left for the longest of our names. */
const PREFIX = /^[A-Za-z][A-Za-z0-9-]{0,19}$/;

/** The names of everything that one lab builds. The only place that builds names. */
export interface Names {
  /** As given with `--prefix`; empty without. */
  readonly prefix: string;
  /** The value of the `orders-lab` tag: the prefix, else `default`. */
  readonly labId: string;
  readonly table: string;
  /** The table with next to no capacity, which is there for one step only. */
  readonly throttleTable: string;
  /** Index names are scoped by their table and need no prefix. */
  readonly customerIndex: string;
  /** The function that is told of every change in the table. */
  readonly streamProcessor: string;
  /** The queue of what that function cannot process. */
  readonly streamDeadLetters: string;
  /** The function that answers what the REST API is asked. */
  readonly ordersApi: string;
  /** API Gateway lets several APIs have one name: what is ours is told by its tags. */
  readonly restApi: string;
  /** A table that the step tune measures with, and removes. */
  readonly tuneTable: string;
}

/** @throws {Problem} (usage) when a service would refuse names with this prefix. */
export function namesFor(prefix: string): Names {
  if (prefix === DEFAULT_LAB_ID) {
    throw Problem.usage(
      `The prefix "${DEFAULT_LAB_ID}" is reserved for labs without one.`,
      'Choose another prefix, for example --prefix ada-',
    );
  }
  if (prefix !== '' && !PREFIX.test(prefix)) {
    throw Problem.usage(
      `The prefix ${JSON.stringify(shortened(prefix))} cannot be used in AWS resource names.`,
      'Use a letter followed by at most 19 letters, digits or hyphens, for example --prefix ada-',
    );
  }
  return {
    prefix,
    labId: prefix === '' ? DEFAULT_LAB_ID : prefix,
    table: `${prefix}Orders`,
    throttleTable: `${prefix}OrdersThrottle`,
    customerIndex: 'CustomerIndex',
    streamProcessor: `${prefix}orders-stream-processor`,
    streamDeadLetters: `${prefix}orders-stream-dead-letters`,
    ordersApi: `${prefix}orders-api`,
    restApi: `${prefix}OrdersAPI`,
    tuneTable: `${prefix}OrdersTune`,
  };
}

/** The prefix of the lab with this id, which a tag tells; undefined where no lab can have it. */
export function prefixOf(labId: string): string | undefined {
  if (labId === DEFAULT_LAB_ID) return '';
  return PREFIX.test(labId) ? labId : undefined;
}

/** The path of all roles of all labs: whoever may touch these touches no other. */
export const ROLE_PATH = '/orders-lab/';

/** The role of a function. Role names are unique in an account, across its regions. At most 64 characters. */
export function roleOf(functionName: string, region: string): string {
  return `${functionName}-${region}`;
}

/** Where Lambda writes what a function logs. */
export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

/** An alarm of the lab, by what it watches: `orders-table-reads`. */
export function alarmOf({ prefix }: Names, subject: string): string {
  return `${prefix}orders-${subject}`;
}

/** The lab's dashboard. Dashboard names are unique in an account, across its regions. */
export function dashboardOf({ prefix }: Names, region: string): string {
  return `${prefix}OrdersLab-${region}`;
}
