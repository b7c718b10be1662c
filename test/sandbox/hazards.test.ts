/** Which hazards are on: chosen by name, kept over a restart, steered by the owner only. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callControl } from '../../src/sandbox/control-client.js';
import { HAZARDS, hazardNames } from '../../src/sandbox/hazards.js';
import { SERVICES } from '../../src/sandbox/services/index.js';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.js';

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.close());

it('are off until they are asked for, and stay on over a restart', async () => {
  expect(sandbox.server.hazards.active).toEqual([]);

  sandbox.server.hazards.set(['tag-lock', 'index-build']);
  await sandbox.restart();

  expect(sandbox.server.hazards.active).toEqual(['index-build', 'tag-lock']);
  expect(sandbox.server.hazards.has('index-build')).toBe(true);
  expect(sandbox.server.hazards.has('late-tags')).toBe(false);
});

it('are set and told through the control routes', async () => {
  const active = ['late-tags'];
  expect(await callControl(sandbox.connection, 'hazards', { active })).toEqual({ active });
  expect(await callControl(sandbox.connection, 'status')).toMatchObject({ hazards: active });
  expect(await callControl(sandbox.connection, 'hazards', { active: [] })).toEqual({ active: [] });
});

it.each([undefined, 'late-tags', ['no-such-hazard'], [1], [['late-tags']]])(
  'are refused where they are no list of hazards: %j',
  async (active) => {
    await expect(callControl(sandbox.connection, 'hazards', { active })).rejects.toMatchObject({
      because: expect.stringContaining('active must be a list of hazards'),
    });
    expect(sandbox.server.hazards.active).toEqual([]);
  },
);

it('belong to services that there are, and say what one meets in a sentence', () => {
  const services = new Set(['all', ...SERVICES.map(({ signingName }) => signingName)]);
  for (const name of hazardNames()) {
    expect(services).toContain(HAZARDS[name].service);
    expect(HAZARDS[name].meets).toMatch(/^[A-Z].*\.$/);
  }
});
