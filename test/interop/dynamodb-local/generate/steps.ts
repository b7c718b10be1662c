/** One thing asked of both: a request, and how its answers are to be compared. */
import type { JsonObject } from '../wire.js';

export interface Step {
  readonly operation: string;
  readonly input: JsonObject;
  /** How often it is sent: once, or again from each LastEvaluatedKey (and for each segment) to the end. */
  readonly reading: 'one' | 'pages';
  /**
   * Which order items come in: a defined one, any one, or, where items may have equal sort keys, one by the
   * attribute of this name only. `tables`: what is told of several tables comes in any order, and the items of
   * each. `code`: nothing but the code of an error is compared.
   */
  readonly order: 'defined' | 'any' | 'tables' | 'code' | { readonly by: string };
}
