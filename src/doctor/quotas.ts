/** What the account allows, against what the lab needs. */
import { APIGatewayClient, paginateGetRestApis } from '@aws-sdk/client-api-gateway';
import { DescribeLimitsCommand, DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { dollars } from '../lab/dollars.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { readFunctionCode } from '../resources/function-code.js';
import { perHour } from '../steps/costs.js';
import { STEPS } from '../steps/index.js';
import { scalingOf } from '../steps/orders-table.js';
import { type Answer, ask } from './question.js';

/** Concurrent executions of a new account. AWS: "Lambda quotas". */
const NEW_ACCOUNT_CONCURRENCY = 10;
/** The folders of assets/lambda that become functions. */
const FUNCTIONS = ['stream-processor', 'orders-api'] as const;
/** Tables in an account and region, unless it was raised. AWS: "Quotas in Amazon DynamoDB". */
const TABLES = 2_500;
/** The orders, and one each for throttle and tune. */
const TABLES_NEEDED = 3;
/**
 * Regional REST APIs in a region; edge-optimized and private ones have quotas of their own. It cannot be raised.
 * AWS: "Quotas for configuring and running a REST API in API Gateway".
 */
const REGIONAL_APIS = 600;
/** The most that a page of APIs holds. */
const APIS_PER_PAGE = 500;
/** Until when AWS keeps up the runtime of our functions. AWS: "Lambda runtimes", deprecation policy. */
const RUNTIME = { name: 'nodejs24.x', until: Date.parse('2028-04-30T00:00:00Z') } as const;

interface Quota {
  readonly id: string;
  readonly claim: string;
  answer(lab: Lab): Promise<Answer>;
}

const QUOTAS: readonly Quota[] = [
  { id: 'lambda-concurrency', claim: 'Functions may run', answer: concurrency },
  { id: 'lambda-code', claim: 'There is room for the code of two functions', answer: codeStorage },
  { id: 'dynamodb-units', claim: 'Auto scaling may go as far as the lab lets it', answer: capacityUnits },
  { id: 'dynamodb-tables', claim: `There is room for ${TABLES_NEEDED} tables more`, answer: tables },
  { id: 'rest-apis', claim: 'There is room for one more REST API', answer: restApis },
];

/** @throws what makes every question fail. */
export async function* examineQuotas({ lab }: { readonly lab: Lab }): AsyncGenerator<Finding> {
  const asked = QUOTAS.map(({ id, claim, answer }) =>
    ask(lab, { id: `quota/${id}`, area: 'quotas', claim }, () => answer(lab)),
  );
  yield* await Promise.all(asked);
  if (lab.target.kind === 'aws') yield* [runtime(lab), freeTier()];
}

async function concurrency(lab: Lab): Promise<Answer> {
  const { AccountLimit = {} } = await lab.client(LambdaClient).send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: left } = AccountLimit;
  if (limit === undefined || left === undefined) return untold('Lambda');
  const found = `${count(left)} of ${count(limit)} concurrent executions are not reserved by other functions`;
  const raise = raiseBy('Concurrent executions', 'AWS Lambda');
  if (left === 0) {
    const next = `Take reserved concurrency from a function that does not need it, or ask for more. ${raise}`;
    return { state: 'blocker', found: `${found}: ours would be refused every time`, next };
  }
  if (left > NEW_ACCOUNT_CONCURRENCY) return { state: 'ok', found };
  return {
    state: 'warning',
    found: `${found}, as in a new account. The lab needs a few; others who use the account at the same time, too`,
    next: `A class should ask for more beforehand. ${raise}`,
  };
}

async function codeStorage(lab: Lab): Promise<Answer> {
  const settings = await lab.client(LambdaClient).send(new GetAccountSettingsCommand({}));
  const limit = settings.AccountLimit?.TotalCodeSize;
  const used = settings.AccountUsage?.TotalCodeSize;
  if (limit === undefined || used === undefined) return untold('Lambda');
  const needed = FUNCTIONS.reduce((sum, name) => sum + readFunctionCode(name).zip.length, 0);
  const found = `${inMegabytes(limit - used)} are left of ${inMegabytes(limit)}, and the lab needs ${inMegabytes(needed)}`;
  if (used + needed <= limit) return { state: 'ok', found };
  return {
    state: 'blocker',
    found,
    next: `Delete functions or old versions of them, or ask for more. ${raiseBy('Function and layer storage', 'AWS Lambda')}`,
  };
}

async function capacityUnits(lab: Lab): Promise<Answer> {
  const limits = await lab.client(DynamoDBClient).send(new DescribeLimitsCommand({}));
  const least = leastOf([
    limits.TableMaxReadCapacityUnits,
    limits.TableMaxWriteCapacityUnits,
    limits.AccountMaxReadCapacityUnits,
    limits.AccountMaxWriteCapacityUnits,
  ]);
  if (least === undefined) return untold('DynamoDB');
  // AWS counts an index towards the quota of its table.
  const scaled = [...scalingOf(lab.names), ...scalingOf(lab.names, lab.names.customerIndex)];
  const needed = scaled
    .filter(({ direction }) => direction === 'read')
    .reduce((sum, { maximum }) => sum + maximum, 0);
  const found = `a table may have ${count(least)} units, and the lab goes up to ${needed} for reads and writes each`;
  if (least >= needed) return { state: 'ok', found };
  const next = `Ask for more. ${raiseBy('Table-level read (and write) throughput limit', 'Amazon DynamoDB')}`;
  return { state: 'blocker', found, next };
}

async function tables(lab: Lab): Promise<Answer> {
  let existing = 0;
  for await (const { TableNames = [] } of paginateListTables({ client: lab.client(DynamoDBClient) }, {})) {
    existing += TableNames.length;
  }
  const found = `${count(existing)} of ${count(TABLES)}, unless the quota was changed for this account`;
  if (existing + TABLES_NEEDED <= TABLES) return { state: 'ok', found };
  return {
    state: 'warning',
    found,
    next: `Delete tables that nobody needs, or ask for more. ${raiseBy('Maximum number of tables', 'Amazon DynamoDB')}`,
  };
}

async function restApis(lab: Lab): Promise<Answer> {
  const client = lab.client(APIGatewayClient);
  let existing = 0;
  for await (const { items = [] } of paginateGetRestApis({ client, pageSize: APIS_PER_PAGE }, {})) {
    existing += items.filter(({ endpointConfiguration }) =>
      endpointConfiguration?.types?.includes('REGIONAL'),
    ).length;
  }
  const found = `${existing} of ${REGIONAL_APIS} regional APIs exist in ${lab.target.region}`;
  if (existing < REGIONAL_APIS) return { state: 'ok', found };
  return {
    state: 'blocker',
    found,
    next: 'Delete an API that nobody needs, or use another --region: AWS does not raise this quota ("Regional APIs per Region").',
  };
}

function runtime({ clock }: Lab): Finding {
  const day = new Date(RUNTIME.until).toISOString().slice(0, 10);
  const subject = {
    id: 'quota/runtime',
    area: 'quotas',
    claim: `Lambda still offers ${RUNTIME.name}`,
  } as const;
  if (clock.now() < RUNTIME.until) return { ...subject, state: 'ok', found: `AWS keeps it up until ${day}` };
  const next = 'Install a newer version: npm install --global orders-lab@latest';
  return { ...subject, state: 'warning', found: `AWS has ended its support on ${day}`, next };
}

function freeTier(): Finding {
  return {
    id: 'quota/free-tier',
    area: 'quotas',
    claim: 'What the lab costs is covered by the free tier',
    state: 'note',
    found: `how much of it is left cannot be asked: 25 units each of reads and writes, 10 alarms and 3 dashboards are shared by all who use the account. Without it, the lab costs ${dollars(perHour(STEPS))} an hour`,
  };
}

function untold(service: string): Answer {
  return { state: 'unknown', found: `${service} has answered without saying it` };
}

function raiseBy(quota: string, service: string): string {
  return `Service Quotas in the AWS console: ${service}, "${quota}".`;
}

function leastOf(values: readonly (number | undefined)[]): number | undefined {
  const told = values.filter((value) => value !== undefined);
  return told.length === 0 ? undefined : Math.min(...told);
}

/** Bytes as Lambda's quotas count them: `0.3 MB`, `75 GB`. */
function inMegabytes(bytes: number): string {
  const megabytes = bytes / 2 ** 20;
  return megabytes < 1024 ? `${megabytes.toFixed(1)} MB` : `${Math.round((megabytes / 1024) * 10) / 10} GB`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
