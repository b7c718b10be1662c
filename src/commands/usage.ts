/** commander's complaints in our words. */
import type { CommanderError } from 'commander';
import { shortened } from '../lab/shortened.js';
import { Problem } from '../problem.js';

const SUGGESTION = /\(Did you mean (?:one of )?([^?]+)\?\)/;
const QUOTED = /'([^']+)'/;
/** How the parser says that a command takes arguments, but not as many as it got. */
const EXPECTED = /Expected (\d+) arguments? /;

type Words = (quoted: string, complaint: string) => string;

const noCommand = (name: string): string => `There is no command "${name}".`;

const MESSAGES: Readonly<Record<string, Words>> = {
  'commander.unknownCommand': noCommand,
  'commander.unknownOption': (flag) => `There is no flag ${flag} here.`,
  'commander.optionMissingArgument': (flag) => `The flag ${flag} needs a value.`,
  'commander.missingArgument': (name) => `The argument ${name} is missing.`,
  'commander.excessArguments': (command, complaint) =>
    `"${command}" takes ${argumentsInWords(Number(EXPECTED.exec(complaint)?.[1] ?? 0))}.`,
};

/** The parser has shown the help of a command that needs one of its subcommands after it, or was asked for one. */
const INCOMPLETE = 'commander.help';

/**
 * A usage problem (exit code 2) from an error of the parser. `command` is what was called, if that is known, and
 * `words` are all that was typed.
 */
export function usageProblem(error: CommanderError, command: string, words: readonly string[]): Problem {
  const called = ['orders-lab', command].filter((word) => word !== '').join(' ');
  const help = `"${called} --help" lists ${command === '' ? 'the commands' : 'what there is'}.`;
  const asked = words.includes('help') ? words[words.indexOf('help') + 1] : undefined;
  if (error.code === INCOMPLETE && command === '' && asked !== undefined) {
    return Problem.usage(noCommand(shortened(asked)), help);
  }
  if (error.code === INCOMPLETE)
    return Problem.usage(`"${called}" needs one of its commands after it.`, help);
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const wording = MESSAGES[error.code];
  // An option is quoted with its argument: '--count <number>'.
  const quoted = QUOTED.exec(first)?.[1]?.replace(/ <.*>$/, '');
  const message =
    wording !== undefined && quoted !== undefined ? wording(shortened(quoted), first) : sentence(first);
  const suggestion = SUGGESTION.exec(rest.join(' '))?.[1];
  return Problem.usage(message, suggestion === undefined ? help : `Did you mean ${suggestion}? ${help}`);
}

function argumentsInWords(expected: number): string {
  return expected === 0 ? 'no arguments' : expected === 1 ? 'one argument' : `${expected} arguments`;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
