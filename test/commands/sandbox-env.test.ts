import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellLines } from '../../src/commands/sandbox-env.js';

function evaluated(lines: string, name: string): string {
  return execFileSync('sh', ['-c', `eval "$LINES_OF_SHELL"; printf %s "\${${name}-unset}"`], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, LINES_OF_SHELL: lines, AWS_PROFILE: 'mine' },
  });
}

describe('the shell lines', () => {
  it('set and unset', () => {
    const lines = shellLines({ set: { AWS_REGION: 'us-east-1' }, unset: ['AWS_PROFILE'] });

    expect(lines).toBe("export AWS_REGION='us-east-1'\nunset AWS_PROFILE\n");
    expect(evaluated(lines, 'AWS_PROFILE')).toBe('unset');
  });

  it('give every value to the shell as it is', () => {
    const value = fc.string({
      unit: fc.constantFrom("'", '"', '$', '`', '\\', ' ', ';', '\n', 'a', '!', '*'),
    });
    fc.assert(
      fc.property(value, (text) => {
        expect(evaluated(shellLines({ set: { VALUE: text }, unset: [] }), 'VALUE')).toBe(text);
      }),
      { numRuns: 25 },
    );
  });
});
