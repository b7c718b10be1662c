import { describe, expect, it } from 'vitest';
import { originOf } from '../../src/aws/credential-origin.js';
import { examineAccess, noAccess } from '../../src/doctor/access.js';
import { createLab } from '../../src/lab/create-lab.js';
import type { Finding } from '../../src/lab/finding.js';
import { namesFor } from '../../src/lab/names.js';
import { Problem } from '../../src/problem.js';

const ADA = 'arn:aws:iam::111122223333:user/ada';
const NOW = Date.parse('2026-11-23T08:00:00Z');
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

interface Given {
  readonly caller?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly credentials?: typeof KEYS & { readonly expiration?: Date; readonly $source?: object };
  readonly endpoint?: string;
}

/** What is found on AWS, of which nothing is asked here. */
async function found({ caller = ADA, environment = {}, credentials = KEYS, endpoint }: Given) {
  const elsewhere = endpoint === undefined ? {} : { endpoint };
  const names = namesFor('');
  const lab = createLab({
    target: {
      kind: 'aws',
      region: 'eu-west-1',
      account: '111122223333',
      renewal: 'Run: aws sso login',
      ...elsewhere,
    },
    names,
    ownership: { labId: names.labId, owner: caller },
    clock: { now: () => NOW, sleep: async () => {}, until: async () => {} },
    signal: new AbortController().signal,
    emit: () => {},
    access: { credentials: async () => credentials },
  });
  const findings: Finding[] = [];
  for await (const finding of examineAccess({ lab, caller, environment }, { regionFrom: '--region' })) {
    findings.push(finding);
  }
  lab.close();
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}

function inMinutes(minutes: number, source: string) {
  return { ...KEYS, expiration: new Date(NOW + minutes * 60_000), $source: { [source]: 'x' } };
}

describe('access to AWS', () => {
  it('is told with region, endpoint and caller', async () => {
    expect(await found({})).toMatchObject({
      region: { state: 'ok', found: 'eu-west-1, by --region' },
      endpoint: { state: 'ok', found: "AWS's own endpoints in eu-west-1" },
      caller: { state: 'ok', found: `${ADA} in account 111122223333` },
      credentials: { state: 'ok' },
    });
  });

  it('by other endpoints is noted', async () => {
    const environment = { AWS_USE_FIPS_ENDPOINT: 'true' };

    expect((await found({ environment })).endpoint).toMatchObject({
      state: 'note',
      found: expect.stringContaining('FIPS'),
    });
    expect((await found({ endpoint: 'http://127.0.0.1:5000' })).endpoint).toMatchObject({
      state: 'note',
      found: 'to http://127.0.0.1:5000, which is not AWS itself',
    });
  });

  it('as the root user is warned of', async () => {
    const { 'root-user': root } = await found({ caller: 'arn:aws:iam::111122223333:root' });

    expect(root).toMatchObject({ state: 'warning', next: expect.stringContaining('doctor --policy') });
    expect((await found({}))['root-user']).toBeUndefined();
  });

  it.each([
    ['CREDENTIALS_PROFILE_SSO', 20, 'warning'],
    ['CREDENTIALS_PROFILE_SSO', 120, 'ok'],
    ['CREDENTIALS_ENV_VARS', -5, 'warning'],
    ['CREDENTIALS_STS_ASSUME_ROLE', 20, 'ok'],
    ['CREDENTIALS_IMDS', 20, 'ok'],
  ])('by %s that expire in %d min is: %s', async (source, minutes, state) => {
    const { credentials } = await found({ credentials: inMinutes(minutes, source) });

    expect(credentials).toMatchObject({ state });
    if (state === 'warning') expect(credentials?.next).toContain('Run: aws sso login');
  });

  it('that there is not is a blocker in the words of what stands in the way', () => {
    const problem = Problem.usage('No AWS region is set.', 'Add --region.', 'Nobody names one.');

    expect(noAccess(problem)).toMatchObject({
      state: 'blocker',
      found: 'No AWS region is set. Nobody names one.',
      next: 'Add --region.',
    });
  });
});

describe('the origin of credentials', () => {
  it.each([
    [
      ['CREDENTIALS_PROFILE_SOURCE_PROFILE', 'CREDENTIALS_STS_ASSUME_ROLE'],
      'a role that the profile assumes',
    ],
    [['CREDENTIALS_PROFILE', 'CREDENTIALS_SSO'], 'single sign-on'],
    [['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN'], 'a role for a web identity'],
    [['CREDENTIALS_ENV_VARS'], 'keys in the AWS_* variables'],
    [['CREDENTIALS_PROFILE'], 'keys in the AWS configuration'],
    [['CREDENTIALS_PROFILE_PROCESS'], 'the credential_process of the profile'],
    [[], 'an origin that the AWS SDK does not tell'],
  ])('is read from %j', (features, name) => {
    const $source = Object.fromEntries(features.map((feature) => [feature, 'x']));

    expect(originOf({ ...KEYS, ...($source && { $source }) }).name).toBe(name);
  });
});
