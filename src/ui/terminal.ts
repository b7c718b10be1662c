/** What the terminal can do, and whether there is one. */

export interface TerminalFacts {
  /** A person sits there who can be asked. */
  readonly interactive: boolean;
  /** Lines can change in place. */
  readonly live: boolean;
  readonly color: boolean;
  readonly unicode: boolean;
}

export interface TerminalInputs {
  readonly input: Pick<NodeJS.ReadStream, 'isTTY'>;
  readonly output: Pick<NodeJS.WriteStream, 'isTTY'>;
  readonly environment: NodeJS.ProcessEnv;
  /** From the flags. */
  readonly json: boolean;
  readonly yes: boolean;
  readonly color: boolean;
}

/** Colour obeys https://no-color.org: any value but the empty one turns it off. */
export function describeTerminal(inputs: TerminalInputs): TerminalFacts {
  const { input, output, environment } = inputs;
  const moves = output.isTTY === true && environment.TERM !== 'dumb' && !inputs.json;
  const live = moves && !isSet(environment.CI);
  return {
    live,
    interactive: live && input.isTTY === true && !inputs.yes,
    color: moves && inputs.color && (environment.NO_COLOR ?? '') === '',
    unicode: speaksUtf8(environment),
  };
}

/** The locale as POSIX finds it. macOS terminals speak UTF-8 even where no locale is set. */
function speaksUtf8(environment: NodeJS.ProcessEnv): boolean {
  const locale = [environment.LC_ALL, environment.LC_CTYPE, environment.LANG].find(
    (value) => value !== undefined && value !== '',
  );
  return locale === undefined ? process.platform === 'darwin' : /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
