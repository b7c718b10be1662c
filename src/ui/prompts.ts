/** Questions to the learner. Loaded only where there is one to ask. */
import type { Theme } from './theme.js';
import { discardTypedAhead } from './typed-ahead.js';

export interface Choice<T extends string> {
  readonly value: T;
  /** Begins with a letter of its own: typing it selects the choice. */
  readonly name: string;
  /** Shown under the list while the choice is selected. */
  readonly description?: string;
}

export interface Prompts {
  choose<T extends string>(message: string, choices: readonly Choice<T>[]): Promise<T>;
  confirm(message: string, standard: boolean): Promise<boolean>;
  /** `validate` answers true or what is wrong with the text. */
  ask(message: string, standard: string, validate: (text: string) => true | string): Promise<string>;
  /** Gives the terminal back. */
  close(): void;
}

export interface PromptOptions {
  readonly theme: Theme;
  /** Aborts the question that is being asked. */
  readonly signal: AbortSignal;
  /** Called when the learner leaves a question by Ctrl-C; must abort `signal`. */
  readonly interrupted: () => void;
}

/**
 * Every question rejects with the signal's reason once it is aborted, or Ctrl-C is pressed. Between questions
 * what is typed goes nowhere, so that an impatient key does not answer the next one.
 */
export async function createPrompts({ theme, signal, interrupted }: PromptOptions): Promise<Prompts> {
  // The library paints by itself, and reads this when it is loaded.
  if (!theme.color) process.env.NO_COLOR = '1';
  const { confirm, input, select } = await import('@inquirer/prompts');
  const { symbols } = theme;
  const look = {
    prefix: { idle: theme.accent('?'), done: theme.success(symbols.pass) },
    icon: { cursor: theme.unicode ? '❯' : '>' },
    style: { keysHelpTip: () => undefined, highlight: theme.accent },
  };

  let giveBack = discardTypedAhead(process.stdin, interrupted);
  const asked = async <T>(question: () => Promise<T>): Promise<T> => {
    giveBack();
    try {
      return await question();
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError') interrupted();
      signal.throwIfAborted();
      throw error;
    } finally {
      giveBack = discardTypedAhead(process.stdin, interrupted);
    }
  };

  return {
    choose: (message, choices) =>
      asked(() => select({ message: theme.prose(message), choices: [...choices], theme: look }, { signal })),
    confirm: (message, standard) =>
      asked(() => confirm({ message: theme.prose(message), default: standard, theme: look }, { signal })),
    ask: (message, standard, validate) =>
      asked(() =>
        input({ message: theme.prose(message), default: standard, validate, theme: look }, { signal }),
      ),
    close: () => giveBack(),
  };
}
