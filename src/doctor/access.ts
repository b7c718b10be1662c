/** Where calls go, in which region, and who makes them. */
import { STSClient } from '@aws-sdk/client-sts';
import { type CredentialOrigin, originOf } from '../aws/credential-origin.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import type { Problem } from '../problem.js';
import type { Examination } from './examination.js';
import { type Answer, ask } from './question.js';

/** What the command line has led to. */
export interface AccessFacts {
  /** Who has named the region: "--region", "the profile default". */
  readonly regionFrom: string;
}

/** Milliseconds: what expires sooner may do so in the middle of a run. */
const SOON = 60 * 60_000;
/** Variables of the SDK that choose other endpoints of AWS. */
const ENDPOINT_CHOICES = { AWS_USE_FIPS_ENDPOINT: 'FIPS', AWS_USE_DUALSTACK_ENDPOINT: 'dual-stack' } as const;

/** @throws what makes every question fail, and bugs of ours. */
export async function* examineAccess(
  { lab, caller, environment }: Pick<Examination, 'lab' | 'caller' | 'environment'>,
  { regionFrom }: AccessFacts,
): AsyncGenerator<Finding> {
  const { target } = lab;
  yield inAccess({
    id: 'region',
    claim: 'A region is chosen',
    state: 'ok',
    found: `${target.region}, by ${regionFrom}`,
  });
  yield endpointFinding(lab, environment);
  if (target.kind === 'aws') {
    const subject = { id: 'credentials', area: 'access', claim: 'The credentials last for a run' } as const;
    yield await ask(lab, subject, async () => {
      const identity = await lab.client(STSClient).config.credentials();
      return lasting(lab, originOf(identity), identity.expiration);
    });
  }
  yield inAccess({
    id: 'caller',
    claim: 'AWS knows who calls',
    state: 'ok',
    found: `${caller} in account ${target.account}`,
  });
  if (isRoot(caller)) {
    yield inAccess({
      id: 'root-user',
      claim: 'The caller is no root user',
      state: 'warning',
      found: 'this is the root user of the account, which nothing can be denied to',
      next: 'Make an IAM user or role for the lab ("orders-lab doctor --policy" prints what it must be allowed), use it with --profile, and delete the access keys of the root user.',
    });
  }
}

/** Nobody was reached, or nobody let us in. */
export function noAccess({ message, because, next }: Problem): Finding {
  return inAccess({
    id: 'access',
    claim: 'AWS is reached, and lets us in',
    state: 'blocker',
    found: [message, because].filter(Boolean).join(' '),
    next,
  });
}

/** Nothing can be denied to the root user, and IAM cannot simulate it. */
export function isRoot(caller: string): boolean {
  return caller.endsWith(':root');
}

function endpointFinding({ target }: Lab, environment: NodeJS.ProcessEnv): Finding {
  const subject = { id: 'endpoint', claim: 'Calls go where they should' };
  if (target.kind === 'sandbox') {
    return inAccess({ ...subject, state: 'ok', found: `the sandbox, ${target.endpoint ?? ''}` });
  }
  if (target.endpoint !== undefined) {
    const found = `to ${target.endpoint}, which is not AWS itself`;
    return inAccess({ ...subject, state: 'note', found });
  }
  const chosen = Object.entries(ENDPOINT_CHOICES).filter(([name]) => environment[name] === 'true');
  if (chosen.length === 0) {
    return inAccess({ ...subject, state: 'ok', found: `AWS's own endpoints in ${target.region}` });
  }
  return inAccess({
    ...subject,
    state: 'note',
    found: `AWS's ${chosen.map(([, kind]) => kind).join(' and ')} endpoints, as ${chosen.map(([name]) => name).join(' and ')} ${chosen.length === 1 ? 'says' : 'say'}; not every region and service has them`,
  });
}

/** Credentials that expire soon may do so in the middle of a run. */
function lasting({ clock, target }: Lab, { name, renewed }: CredentialOrigin, expiration?: Date): Answer {
  if (expiration === undefined) return { state: 'ok', found: name };
  const left = expiration.getTime() - clock.now();
  const until = `${name}, until ${expiration.toISOString().replace('T', ' ').slice(0, 16)} UTC`;
  if (renewed) return { state: 'ok', found: `${until}; the AWS SDK renews them` };
  if (left >= SOON) return { state: 'ok', found: until };
  return {
    state: 'warning',
    found: `${until}: ${Math.max(0, Math.round(left / 60_000))} min from now`,
    next: `${target.renewal ?? 'Sign in again'}, before a long run. Where they expire in the middle, do the same and run the same command: it goes on.`,
  };
}

function inAccess(finding: Omit<Finding, 'area'>): Finding {
  return { area: 'access', ...finding };
}
