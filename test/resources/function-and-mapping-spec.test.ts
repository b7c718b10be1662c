/** What has to be changed where a function or a mapping is not as it should be: exactly where it differs. */
import type { EventSourceMappingConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { codeChange, configurationChange, type FunctionSpec } from '../../src/resources/function-spec.js';
import {
  actualSettings,
  changeOf,
  creationOf,
  expectedSettings,
  type MappingSpec,
  readsAsSpecified,
  SETTINGS,
} from '../../src/resources/mapping-spec.js';

const SPEC: FunctionSpec = {
  name: 'processor',
  description: 'What it does',
  role: 'arn:aws:iam::111122223333:role/orders-lab/processor',
  runtime: 'nodejs24.x',
  architecture: 'arm64',
  handler: 'index.handler',
  memory: 256,
  timeout: 10,
};
const CODE = { zip: new Uint8Array([1, 2, 3]), sha256: 'hash' };
const AS_SPECIFIED: FunctionConfiguration = {
  FunctionName: 'processor',
  Role: SPEC.role,
  Runtime: 'nodejs24.x',
  Architectures: ['arm64'],
  Handler: 'index.handler',
  MemorySize: 256,
  Timeout: 10,
  CodeSha256: 'hash',
};

describe('a function', () => {
  it('that is as specified is left alone', () => {
    expect(codeChange(AS_SPECIFIED, SPEC, CODE)).toBeUndefined();
    expect(configurationChange(AS_SPECIFIED, SPEC)).toBeUndefined();
  });

  it.each<[string, FunctionConfiguration]>([
    ['other code', { CodeSha256: 'other' }],
    ['another architecture', { Architectures: ['x86_64'] }],
  ])('with %s gets ours', (_, drift) => {
    expect(codeChange({ ...AS_SPECIFIED, ...drift }, SPEC, CODE)).toMatchObject({
      ZipFile: CODE.zip,
      Architectures: ['arm64'],
    });
  });

  it.each<[string, FunctionConfiguration]>([
    ['none of its variables', {}],
    ['another value', { Environment: { Variables: { TABLE_NAME: 'Others' } } }],
    ['one more', { Environment: { Variables: { TABLE_NAME: 'Orders', NODE_OPTIONS: '--inspect' } } }],
  ])('that is to know its table, with %s, gets just what it should know', (_, drift) => {
    const spec = { ...SPEC, environment: { TABLE_NAME: 'Orders' } };
    const Environment = { Variables: { TABLE_NAME: 'Orders' } };

    expect(configurationChange({ ...AS_SPECIFIED, ...drift }, spec)).toMatchObject({ Environment });
    expect(configurationChange({ ...AS_SPECIFIED, Environment }, spec)).toBeUndefined();
  });

  it.each<[string, FunctionConfiguration]>([
    ['another role', { Role: 'arn:aws:iam::111122223333:role/other' }],
    ['another runtime', { Runtime: 'nodejs20.x' }],
    ['another handler', { Handler: 'main.run' }],
    ['more memory', { MemorySize: 1024 }],
    ['less time', { Timeout: 3 }],
    ['variables', { Environment: { Variables: { NODE_OPTIONS: '--require ./other.js' } } }],
  ])('with %s gets our settings', (_, drift) => {
    const change = configurationChange({ ...AS_SPECIFIED, ...drift }, SPEC);

    expect(change).toMatchObject({ Role: SPEC.role, Handler: 'index.handler', MemorySize: 256, Timeout: 10 });
    expect(change?.Environment?.Variables).toEqual(drift.Environment === undefined ? undefined : {});
  });
});

const STREAM = 'arn:aws:dynamodb:us-east-1:111122223333:table/Orders/stream/2026-11-23T00:00:00.000';
const MAPPING: MappingSpec = {
  functionName: 'processor',
  streamArn: STREAM,
  tableName: 'Orders',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 10,
  window: 1,
  retries: 2,
  onFailure: 'arn:aws:sqs:us-east-1:111122223333:dead-letters',
};
const MAPPED: EventSourceMappingConfiguration = {
  ...creationOf(MAPPING, {}),
  UUID: 'uuid',
  State: 'Enabled',
};

describe('a mapping', () => {
  it('that is as specified is left alone', () => {
    expect(actualSettings(MAPPED)).toEqual(expectedSettings(MAPPING));
    expect(changeOf(MAPPED, MAPPING)).toBeUndefined();
  });

  it('that is off is turned on', () => {
    expect(changeOf({ ...MAPPED, State: 'Disabled' }, MAPPING)).toMatchObject({
      UUID: 'uuid',
      Enabled: true,
    });
  });

  it.each<[(typeof SETTINGS)[number], EventSourceMappingConfiguration]>([
    ['batch size', { BatchSize: 100 }],
    ['window', { MaximumBatchingWindowInSeconds: 0 }],
    ['retries', { MaximumRetryAttempts: -1 }],
    ['bisect', { BisectBatchOnFunctionError: false }],
    ['reports', { FunctionResponseTypes: [] }],
    ['on failure', { DestinationConfig: { OnFailure: {} } }],
    ['filters', { FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] } }],
  ])('with another setting (%s) gets ours', (setting, drift) => {
    const mapping = { ...MAPPED, ...drift };
    const differing = SETTINGS.filter(
      (name) => actualSettings(mapping)[name] !== expectedSettings(MAPPING)[name],
    );

    expect(differing).toEqual([setting]);
    expect(changeOf(mapping, MAPPING)).toMatchObject({ BatchSize: 10, MaximumRetryAttempts: 2 });
  });

  it('loses filters only where it has any', () => {
    const filtered = { ...MAPPED, FilterCriteria: { Filters: [{ Pattern: '{}' }] } };

    expect(changeOf(filtered, MAPPING)?.FilterCriteria).toEqual({});
    expect(changeOf({ ...MAPPED, BatchSize: 1 }, MAPPING)).not.toHaveProperty('FilterCriteria');
  });

  it.each<[string, EventSourceMappingConfiguration]>([
    ['another stream', { EventSourceArn: `${STREAM}1` }],
    ['another beginning', { StartingPosition: 'LATEST' }],
  ])('with %s cannot be changed', (_, drift) => {
    expect(readsAsSpecified({ ...MAPPED, ...drift }, MAPPING)).toBe(false);
    expect(readsAsSpecified(MAPPED, MAPPING)).toBe(true);
  });
});
