/** Accounts that have less than the lab needs: a sandbox has all of it, so the answers are written here. */
import { afterEach, describe, expect, it } from 'vitest';
import { examineQuotas } from '../../src/doctor/quotas.js';
import type { Finding } from '../../src/lab/finding.js';
import type { Lab } from '../../src/lab/lab.js';
import { offlineLab } from '../support/lab.js';
import { type Reply, type ScriptedServer, startScriptedServer } from '../support/scripted-server.js';

/** Bytes: what Lambda keeps for an account. */
const STORAGE = 75 * 2 ** 30;

interface Account {
  readonly concurrency?: readonly [limit: number, unreserved: number];
  readonly storageUsed?: number;
  readonly unitsOfTable?: number;
  readonly tables?: number;
  readonly regionalApis?: number;
  readonly refuses?: string;
  /** On AWS itself, on that day. */
  readonly today?: string;
}

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** The findings by their ids, without what they have in common. */
async function quotasOf(account: Account): Promise<Readonly<Record<string, Finding>>> {
  server = await startScriptedServer(({ operation, path }) => answer(account, operation, path));
  const { lab } = offlineLab({ endpoint: server.endpoint });
  const findings: Finding[] = [];
  for await (const finding of examineQuotas({ lab: at(lab, account.today) })) findings.push(finding);
  lab.close();
  return Object.fromEntries(findings.map((finding) => [finding.id.replace('quota/', ''), finding]));
}

function at(lab: Lab, today: string | undefined): Lab {
  if (today === undefined) return lab;
  const clock = { ...lab.clock, now: () => Date.parse(today) };
  return { ...lab, clock, target: { ...lab.target, kind: 'aws' } };
}

function answer(account: Account, operation: string, path: string): Reply {
  if (operation === account.refuses) return denied(`dynamodb:${operation}`);
  if (operation === 'DescribeLimits') return ok(limits(account.unitsOfTable ?? 40_000));
  if (operation === 'ListTables') return ok({ TableNames: Array(account.tables ?? 0).fill('a-table') });
  if (path.includes('account-settings')) return ok(settings(account));
  const item = { id: 'a', endpointConfiguration: { types: ['REGIONAL'] } };
  const edge = { id: 'b', endpointConfiguration: { types: ['EDGE'] } };
  return ok({ item: [edge, ...Array(account.regionalApis ?? 0).fill(item)] });
}

function settings({ concurrency: [limit, unreserved] = [1_000, 1_000], storageUsed = 0 }: Account): object {
  return {
    AccountLimit: {
      TotalCodeSize: STORAGE,
      ConcurrentExecutions: limit,
      UnreservedConcurrentExecutions: unreserved,
    },
    AccountUsage: { TotalCodeSize: storageUsed, FunctionCount: 1 },
  };
}

function limits(ofTable: number): object {
  return {
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: ofTable,
    TableMaxWriteCapacityUnits: ofTable,
  };
}

function ok(body: object): Reply {
  return { status: 200, body };
}

function denied(action: string): Reply {
  const message = `User: arn:aws:iam::111122223333:user/ada is not authorized to perform: ${action} on resource: *`;
  return { status: 400, body: { __type: 'com.amazon#AccessDeniedException', message } };
}

describe('an account', () => {
  it('with all that the lab needs is found so', async () => {
    const states = Object.values(await quotasOf({})).map(({ state }) => state);

    expect(states).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it.each([
    ['a new account', { concurrency: [10, 10] }, 'lambda-concurrency', 'warning', 'Concurrent executions'],
    ['reservations', { concurrency: [100, 0] }, 'lambda-concurrency', 'blocker', 'Take reserved concurrency'],
    ['no room for code', { storageUsed: STORAGE }, 'lambda-code', 'blocker', 'Function and layer storage'],
    ['few units', { unitsOfTable: 50 }, 'dynamodb-units', 'blocker', 'throughput limit'],
    ['many tables', { tables: 2_498 }, 'dynamodb-tables', 'warning', 'Maximum number of tables'],
    ['many APIs', { regionalApis: 600 }, 'rest-apis', 'blocker', 'Regional APIs per Region'],
  ] as const)('with %s is told what to do', async (_, account, id, state, remedy) => {
    const { [id]: finding, ...others } = await quotasOf(account);

    expect(finding).toMatchObject({ area: 'quotas', state, next: expect.stringContaining(remedy) });
    expect(Object.values(others).filter((other) => other.state !== 'ok')).toEqual([]);
  });

  it.each([
    ['2027-06-01', 'ok'],
    ['2028-05-01', 'warning'],
  ])('is told on %s whether the runtime is kept up: %s', async (day, state) => {
    const { runtime, 'free-tier': freeTier } = await quotasOf({ today: day });

    expect(runtime).toMatchObject({ state });
    expect(freeTier).toMatchObject({ state: 'note', found: expect.stringContaining('an hour') });
  });

  it('that does not tell is asked for the rest', async () => {
    const { 'dynamodb-units': units, ...others } = await quotasOf({ refuses: 'DescribeLimits' });

    expect(units).toMatchObject({
      state: 'unknown',
      next: 'To have it examined, allow dynamodb:DescribeLimits; the lab works without.',
    });
    expect(Object.values(others).every(({ state }) => state === 'ok')).toBe(true);
  });
});
