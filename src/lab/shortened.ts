/** Characters of a value that a message repeats: enough to recognise it by. */
const LONGEST = 60;

/** A value as a message repeats it: cut where it is long. */
export function shortened(value: string): string {
  const characters = [...value];
  return characters.length <= LONGEST ? value : `${characters.slice(0, LONGEST - 1).join('')}…`;
}
