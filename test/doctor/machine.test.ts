import { describe, expect, it } from 'vitest';
import { clockFinding, examineMachine, type Machine } from '../../src/doctor/machine.js';
import { Problem } from '../../src/problem.js';

const MACHINE: Machine = {
  nodeVersion: 'v24.1.0',
  engines: '>=20.19',
  platform: 'linux',
  stateFolder: '/home/ada/.local/state/orders-lab',
  terminal: { interactive: true, color: true, unicode: true, columns: 100 },
  environment: {},
};

function found(machine: Partial<Machine>, endpoint?: string) {
  const target = { kind: 'aws' as const, ...(endpoint === undefined ? {} : { endpoint }) };
  const findings = examineMachine({ ...MACHINE, ...machine }, target);
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}

describe('a machine', () => {
  it('that fits is found so', () => {
    const states = Object.values(found({})).map(({ id, state }) => [id, state]);

    expect(Object.fromEntries(states)).toEqual({ node: 'ok', terminal: 'ok', 'state-folder': 'ok' });
  });

  it.each([
    ['v18.20.0', 'blocker'],
    ['v20.18.3', 'blocker'],
    ['v20.19.0', 'note'],
    ['v22.0.0', 'ok'],
  ])('with Node %s is a case for: %s', (nodeVersion, state) => {
    expect(found({ nodeVersion }).node).toMatchObject({ state });
  });

  it('with Windows is led to WSL', () => {
    expect(found({ platform: 'win32' }).platform).toMatchObject({
      state: 'blocker',
      next: expect.stringContaining('wsl --install'),
    });
  });

  it('without a terminal, or with a narrow one, is told what that means', () => {
    const { terminal } = MACHINE;

    expect(found({ terminal: { ...terminal, interactive: false } }).terminal?.found).toContain('--yes');
    expect(found({ terminal: { ...terminal, columns: 60 } }).terminal).toMatchObject({
      state: 'note',
      next: expect.stringContaining('80 columns'),
    });
    expect(found({ terminal: { ...terminal, unicode: false } }).terminal?.found).toContain('ASCII only');
  });

  it('whose state folder cannot be used says why', () => {
    const stateFolder = Problem.usage('The folder /x cannot be used.', 'Make it.', 'The disk is full.');

    expect(found({ stateFolder })['state-folder']).toMatchObject({
      state: 'blocker',
      found: 'The folder /x cannot be used. The disk is full.',
      next: 'Make it.',
    });
  });

  it('behind a proxy is warned, unless nothing leaves it', () => {
    const environment = { HTTPS_PROXY: 'http://proxy.example:3128', all_proxy: 'socks://proxy.example' };

    expect(found({ environment }).proxy).toMatchObject({
      state: 'warning',
      found: expect.stringMatching(/^HTTPS_PROXY and all_proxy name a proxy/),
    });
    expect(found({ environment }, 'http://127.0.0.1:5000').proxy).toBeUndefined();
    expect(examineMachine({ ...MACHINE, environment }, { kind: 'sandbox' })).toHaveLength(3);
  });
});

describe('a clock', () => {
  it.each([
    [400, 'ok', 'to the second'],
    [-30_000, 'ok', 'it is 30 s ahead'],
    [250_000, 'warning', 'it is 4 min 10 s behind. From 5 minutes on'],
    [-400_000, 'warning', 'it is 6 min 40 s ahead. AWS refuses signatures'],
  ])('that AWS is %d ms ahead of is found: %s', (skew, state, words) => {
    const finding = clockFinding(skew);

    expect(finding).toMatchObject({ id: 'clock-skew', state });
    expect(finding.found).toContain(words);
    expect(finding.next === undefined).toBe(state === 'ok');
  });
});
