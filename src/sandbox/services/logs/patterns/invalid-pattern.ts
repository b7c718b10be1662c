import { invalidParameter } from '../errors.js';

/** AWS says no more than this of a pattern that it cannot read. */
export function invalidPattern(): never {
  throw invalidParameter('Invalid filter pattern');
}
