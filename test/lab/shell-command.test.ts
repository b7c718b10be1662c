import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellCommand } from '../../src/lab/shell-command.js';

it('a suggested command reads as one types it', () => {
  expect(shellCommand('seed --count 7', ['--aws', '--prefix', 'ada-'])).toBe(
    'orders-lab seed --count 7 --aws --prefix ada-',
  );
  expect(shellCommand('', ['status'])).toBe('orders-lab status');
});

it.each(['a b', "it's", '$HOME', '', '*', 'a;b', '"', 'ä'])('a shell gets %j as it was given', (value) => {
  const line = shellCommand('run', ['--profile', value]).replace('orders-lab', "printf '%s\\n'");

  expect(execFileSync('sh', ['-c', line], { encoding: 'utf8' })).toBe(`run\n--profile\n${value}\n`);
});
