/** What an examination has to go by. Each area has a file of its own, which yields findings and changes nothing. */
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';

export interface Examination {
  /** A lab that was reached: we know who we are. Its lock is not taken, and nothing is written. */
  readonly lab: Lab;
  readonly stateFolder: string;
  readonly environment: NodeJS.ProcessEnv;
}

export type Examine = (examination: Examination) => AsyncIterable<Finding>;
