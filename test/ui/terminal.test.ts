import { describe, expect, it } from 'vitest';
import { describeTerminal, type TerminalInputs } from '../../src/ui/terminal.js';

const TERMINAL: TerminalInputs = {
  input: { isTTY: true },
  output: { isTTY: true },
  environment: { TERM: 'xterm-256color', LANG: 'en_US.UTF-8' },
  json: false,
  yes: false,
  color: true,
};
const pipe = { isTTY: false };
const withEnvironment = (more: NodeJS.ProcessEnv): TerminalInputs => ({
  ...TERMINAL,
  environment: { ...TERMINAL.environment, ...more },
});

describe('a terminal', () => {
  it('with a person before it can do everything', () => {
    expect(describeTerminal(TERMINAL)).toEqual({ interactive: true, live: true, color: true, unicode: true });
  });

  it.each([
    ['input is a pipe', { ...TERMINAL, input: pipe }],
    ['output is a pipe', { ...TERMINAL, output: pipe }],
    ['--json is given', { ...TERMINAL, json: true }],
    ['--yes is given', { ...TERMINAL, yes: true }],
    ['it runs in CI', withEnvironment({ CI: 'true' })],
    ['it cannot move its cursor', withEnvironment({ TERM: 'dumb' })],
  ])('asks nobody where %s', (_, inputs) => {
    expect(describeTerminal(inputs).interactive).toBe(false);
  });

  it('takes CI=false for what it says', () => {
    expect(describeTerminal(withEnvironment({ CI: 'false' })).interactive).toBe(true);
  });

  it.each([
    ['--no-color', { ...TERMINAL, color: false }],
    ['NO_COLOR', withEnvironment({ NO_COLOR: '1' })],
    ['TERM=dumb', withEnvironment({ TERM: 'dumb' })],
    ['a pipe', { ...TERMINAL, output: pipe }],
  ])('has no colour with %s', (_, inputs) => {
    expect(describeTerminal(inputs).color).toBe(false);
  });

  it('takes an empty NO_COLOR for none', () => {
    expect(describeTerminal(withEnvironment({ NO_COLOR: '' })).color).toBe(true);
  });

  it.each([
    [{ LANG: 'C' }, false],
    [{ LANG: 'C', LC_ALL: 'C.utf8' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, false],
  ])('reads its characters from the locale %j', (locale, unicode) => {
    expect(describeTerminal(withEnvironment(locale)).unicode).toBe(unicode);
  });
});
