import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  isSandboxAccessKey,
  isSandboxEndpoint,
  type SandboxConnection,
  sandboxEnvironment,
} from '../../src/sandbox/client.js';
import { loadKeys, openSandboxFolder, writeSettings } from '../../src/sandbox/files.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

const CONNECTION: SandboxConnection = {
  endpoint: 'http://127.0.0.1:4600',
  port: 4600,
  pid: 1,
  region: 'us-east-1',
  account: '111122223333',
  accessKeyId: 'AKIASANDBOXTEST23456',
  secretAccessKey: 'secret',
  version: '1.0.0',
  startedAt: '2026-11-01T12:00:00.000Z',
};

let folder: TestFolder;
beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

describe('sandboxEnvironment', () => {
  it('sets what SDKs and the AWS CLI read', () => {
    expect(sandboxEnvironment(CONNECTION, {})).toEqual({
      set: {
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4600',
        AWS_ACCESS_KEY_ID: 'AKIASANDBOXTEST23456',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        NO_PROXY: '127.0.0.1,localhost',
      },
      unset: ['AWS_PROFILE', 'AWS_SESSION_TOKEN'],
    });
  });

  it('takes away what would lead past it', () => {
    const { unset } = sandboxEnvironment(CONNECTION, {
      AWS_ENDPOINT_URL: 'http://elsewhere',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://elsewhere',
      AWS_ENDPOINT_URL_S3: 'http://elsewhere',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
      AWS_PROFILE: 'me',
      PATH: '/bin',
    });
    expect(unset).toEqual([
      'AWS_PROFILE',
      'AWS_SESSION_TOKEN',
      'AWS_CREDENTIAL_EXPIRATION',
      'AWS_ENDPOINT_URL_DYNAMODB',
      'AWS_ENDPOINT_URL_S3',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ]);
  });

  it.each([
    ['', '127.0.0.1,localhost'],
    ['.corp, 10.0.0.1', '.corp,10.0.0.1,127.0.0.1,localhost'],
    ['localhost', 'localhost,127.0.0.1'],
    ['127.0.0.1,localhost', '127.0.0.1,localhost'],
    ['*', '*'],
  ])('extends NO_PROXY %j to %j', (current, expected) => {
    expect(sandboxEnvironment(CONNECTION, { NO_PROXY: current }).set.NO_PROXY).toBe(expected);
    const both = sandboxEnvironment(CONNECTION, { NO_PROXY: 'a', no_proxy: current }).set;
    expect(both.no_proxy).toBe(expected);
    expect(both.NO_PROXY).toBe('a,127.0.0.1,localhost');
  });
});

describe('a leftover of the sandbox', () => {
  it('is told by its access key', () => {
    expect(isSandboxAccessKey(loadKeys(openSandboxFolder(folder.path)).accessKeyId)).toBe(true);
    for (const other of [
      'AKIAIOSFODNN7EXAMPLE',
      'AKIASANDBOX',
      'AKIASANDBOXTEST2345',
      'xAKIASANDBOXTEST23456',
      '',
    ]) {
      expect(isSandboxAccessKey(other)).toBe(false);
    }
  });

  it('is told by its endpoint, running or not', () => {
    const isOurs = (url: string): boolean => isSandboxEndpoint(url, folder.path);
    expect(isOurs('http://127.0.0.1:4600')).toBe(true);
    writeSettings(openSandboxFolder(folder.path), { port: 4711 });
    expect(isOurs('http://localhost:4711/')).toBe(true);
    for (const other of [
      'http://127.0.0.1:4600',
      'https://dynamodb.us-east-1.amazonaws.com',
      'http://10.0.0.1:4711',
      'nothing',
      '',
    ]) {
      expect(isOurs(other)).toBe(false);
    }
  });
});
