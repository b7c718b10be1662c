import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  settingChange,
  settingFor,
  withSetting,
} from '../../../../src/sandbox/services/apigateway/method-settings.js';

const segment = fc.stringMatching(/^([a-z_.-]{1,6}|\{[a-z]{1,5}\})$/);
const resourcePath = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
const verb = fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD');

/** The paths by which a patch may name a method. */
const spellings = (path: string, method: string): string[] => [
  `/${path.replaceAll('/', '~1')}/${method}`,
  `/${path.slice(1).replaceAll('/', '~1')}/${method}`,
  `${path}/${method}`,
];
const set = (settings: object, path: string, value: string) => {
  const change = settingChange({ op: 'replace', path: `${path}/throttling/rateLimit`, value });
  expect(change).toBeDefined();
  return change === undefined ? {} : withSetting({ ...settings }, change);
};

describe('the settings of a method', () => {
  it('are found for it, and for no other, however it was named', () => {
    fc.assert(
      fc.property(
        resourcePath,
        verb,
        fc.nat(2),
        resourcePath,
        verb,
        (path, method, spelling, other, otherVerb) => {
          fc.pre(path !== other || method !== otherVerb);
          const [name = ''] = spellings(path, method).slice(spelling);
          const methodSettings = set(set({}, '/*/*', '1'), name, '2');

          expect(settingFor({ methodSettings }, path, method)?.setting.throttlingRateLimit).toBe(2);
          expect(settingFor({ methodSettings }, other, otherVerb)).toMatchObject({
            key: '*/*',
            setting: { throttlingRateLimit: 1 },
          });
        },
      ),
    );
  });

  it('are changed under the name that they have', () => {
    fc.assert(
      fc.property(resourcePath, verb, (path, method) => {
        const all = spellings(path, method).reduce(
          (settings, name, index) => set(settings, name, String(index)),
          {},
        );

        expect(Object.keys(all)).toHaveLength(1);
        expect(settingFor({ methodSettings: all }, path, method)?.setting.throttlingRateLimit).toBe(2);
      }),
    );
  });

  it('are not there where none were made', () => {
    expect(settingFor({ methodSettings: {} }, '/', 'GET')).toBeUndefined();
  });
});
