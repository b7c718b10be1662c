/** What an examination has to go by. Each area has a file of its own, which yields findings and changes nothing. */
import type { OpenLab } from '../lab/create-lab.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';

export interface Examination {
  /** A lab that was reached: we know who we are. Its lock is not taken, and nothing is written. */
  readonly lab: Lab;
  /** Whom STS calls us, down to the session: an ARN. */
  readonly caller: string;
  readonly stateFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  /**
   * A lab of the same account, owner and credentials in another place. Calls nothing yet; whoever asks for it closes
   * it. The commands that it suggests lead there (`lab.commandLine`).
   */
  elsewhere(place: Elsewhere): OpenLab;
}

export interface Elsewhere {
  readonly region: string;
  /** Empty: the lab without a prefix. */
  readonly prefix: string;
}

export type Examine = (examination: Examination) => AsyncIterable<Finding>;
