/** Commands that we suggest, so that they can be typed, or pasted, just as they stand. */

/** What no shell reads otherwise than it stands. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** `words` stand as they are; each flag or value is quoted where a shell would read it otherwise. */
export function shellCommand(words: string, flags: readonly string[]): string {
  return ['orders-lab', words, ...flags.map(shellQuoted)].filter((part) => part !== '').join(' ');
}

/** A word as a POSIX shell reads it as one, character by character. */
export function shellQuoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
