/** What `doctor --class` tells of all labs of an account. */
import type { StepId } from './step.js';

/** Contract: what `doctor --class --json` prints. */
export interface ClassReport {
  readonly v: 1;
  readonly target: 'sandbox' | 'aws';
  readonly account: string;
  /** Of labs of one's own: who is looking. */
  readonly owner: string;
  /** Where labs were searched for. */
  readonly regions: readonly string[];
  /** The oldest first. One lab is one prefix of one owner in one region. */
  readonly labs: readonly ClassLab[];
  /** What has a tag or a name of the lab's, but belongs to none that can be: nobody's cleanup removes it. */
  readonly orphans: readonly Orphan[];
  /** Why there may be more, in sentences. */
  readonly incomplete?: string;
}

export interface ClassLab {
  readonly prefix: string;
  readonly owner: string;
  readonly region: string;
  /** ISO 8601: when the oldest thing was made that tells. */
  readonly since?: string;
  readonly ageSeconds?: number;
  /** It stands for over three hours. */
  readonly forgotten: boolean;
  readonly resources: readonly ClassResource[];
  /** Steps of which something stands. `partial`: something that they build is missing. Their checks were not made. */
  readonly steps: readonly { readonly id: StepId; readonly state: 'done' | 'partial' }[];
  /** US dollars. Nothing of it is paid for in the sandbox. */
  readonly dollarsPerHour: number;
  readonly dollarsSoFar: number;
  /** What its owner types to remove it, with credentials of their own. Nobody else's cleanup does. */
  readonly command: string;
}

export interface ClassResource {
  readonly kind: string;
  readonly name: string;
  readonly arn?: string;
}

export interface Orphan extends ClassResource {
  /** Absent: the account's, like every role. */
  readonly region?: string;
  readonly because: string;
}
