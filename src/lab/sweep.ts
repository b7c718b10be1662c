/** How cleanup finds what it knows no name for: by the tags of everything that the lab creates. */
import type { Lab } from './lab.js';
import type { Resource } from './resource.js';

export interface Swept {
  /** What may be this lab's. The search shows deleted things for a while: each one's `find` has the last word. */
  readonly resources: readonly Resource[];
  /** What could not be searched and why, as a sentence. Absent: everything was. */
  readonly incomplete?: string;
}

/** Searches by tag. Reads only; what AWS does not let it search makes it incomplete and ends nothing. */
export type Sweep = (lab: Lab) => Promise<Swept>;
