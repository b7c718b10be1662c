/**
 * Filter patterns: which log events a search finds.
 * AWS: "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live Tail".
 */
import { invalidParameter } from '../errors.js';
import { parseFieldPattern } from './field-pattern.js';
import { parseJsonPattern } from './json-pattern.js';
import { parseTerms } from './terms.js';

/** Whether a message is found. */
export type MessageTest = (message: string) => boolean;

/** What one pattern may hold is limited by its length: see the model's constraint. Throws `InvalidParameterException`. */
export function parseFilterPattern(text: string): MessageTest {
  const pattern = text.trim();
  if (pattern === '') return () => true;
  if (pattern.includes('%')) {
    throw invalidParameter('Invalid filter pattern: this sandbox does not serve regular expressions.');
  }
  if (pattern.startsWith('{')) return parseJsonPattern(pattern);
  return pattern.startsWith('[') ? parseFieldPattern(pattern) : parseTerms(pattern);
}
