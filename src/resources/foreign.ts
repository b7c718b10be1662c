import { Problem } from '../problem.js';

/** The name we need is taken by something that is not ours: the step stops and changes nothing. */
export function refuse(what: string, because: string): Problem {
  return new Problem(`There is ${what} that this lab must not touch.`, {
    because: `${because.charAt(0).toUpperCase()}${because.slice(1)}.`,
    next: 'Choose names of your own with --prefix, for example --prefix ada-, or remove it if it is yours.',
  });
}
