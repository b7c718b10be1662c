/**
 * What tells of labs in any region, asked in one: roles and dashboards belong to the account, so their names end in the
 * region of their lab. Anybody's labs; by name, for neither list tells tags.
 */
import {
  CloudWatchClient,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import type { Lab } from '../lab/lab.js';
import { dashboardOf, namesFor, ROLE_PATH, roleOf } from '../lab/names.js';
import { attempt } from './attempt.js';
import { DASHBOARD_KIND } from './dashboard.js';
import { ROLE_KIND } from './execution-role.js';
import { orUndefined } from './or-undefined.js';
import { readRole } from './read-role.js';

export interface Trace {
  readonly kind: typeof ROLE_KIND | typeof DASHBOARD_KIND;
  readonly name: string;
  readonly arn: string;
  /** Milliseconds since the epoch; of a dashboard, nobody tells. */
  readonly createdAt?: number;
  /** Of the lab that has given it this name. */
  readonly region: string;
  readonly prefix: string;
}

export interface Traces {
  readonly traces: readonly Trace[];
  /** Roles under the lab's path whose names no lab would give. */
  readonly strange: readonly Pick<Trace, 'kind' | 'name' | 'arn'>[];
  /** Why there may be more, each a sentence. */
  readonly gaps: readonly string[];
}

const REGION = '([a-z]{2,}(?:-[a-z]+)+-\\d+)';
const NAMES = namesFor('');
/** A region may look like the end of what stands before it, so that is spelled out. */
const ROLES = [NAMES.streamProcessor, NAMES.ordersApi].map((name) => named(roleOf(name, '')));
const DASHBOARDS = [named(dashboardOf(NAMES, ''))];
/** The most that a page of roles holds. */
const PAGE = 1_000;

function named(middle: string): RegExp {
  return new RegExp(`^([A-Za-z][A-Za-z0-9-]{0,19})?${middle}${REGION}$`);
}

/** Reads only. What may not be listed is a gap and ends nothing. */
export async function findTraces(lab: Lab): Promise<Traces> {
  const [roles, dashboards] = await Promise.all([
    attempt(lab, 'the list of roles', () => listRoles(lab)),
    attempt(lab, 'the list of dashboards', () => listDashboards(lab)),
  ]);
  const found = [...(roles.result ?? []), ...(dashboards.result ?? [])].map((thing) => ({
    thing,
    place: placeOf(thing),
  }));
  return {
    traces: found.flatMap(({ thing, place }) => (place === undefined ? [] : [{ ...thing, ...place }])),
    strange: found.flatMap(({ thing, place }) =>
      place === undefined && thing.kind === ROLE_KIND ? [thing] : [],
    ),
    gaps: [
      ...(roles.failure === undefined ? [] : [`Roles were not listed. ${roles.failure}`]),
      ...(dashboards.failure === undefined ? [] : [`Dashboards were not listed. ${dashboards.failure}`]),
    ],
  };
}

/** Its tags, which tell whose it is; undefined where it is gone. */
export async function tagsOfTrace(lab: Lab, trace: Trace): Promise<Tags | undefined> {
  if (trace.kind === ROLE_KIND) {
    const role = await readRole(lab, trace.name);
    return role === undefined ? undefined : tagsOf(role.Tags);
  }
  const command = new ListTagsForResourceCommand({ ResourceARN: trace.arn });
  return orUndefined(async () => tagsOf((await lab.client(CloudWatchClient).send(command)).Tags));
}

type Tags = Readonly<Record<string, string | undefined>>;

function tagsOf(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = []): Tags {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

type Listed = Omit<Trace, 'region' | 'prefix'>;

function placeOf({ kind, name }: Listed): Pick<Trace, 'region' | 'prefix'> | undefined {
  for (const pattern of kind === ROLE_KIND ? ROLES : DASHBOARDS) {
    const [, prefix = '', region] = pattern.exec(name) ?? [];
    if (region !== undefined) return { prefix, region };
  }
  return undefined;
}

async function listRoles(lab: Lab): Promise<Listed[]> {
  const client = lab.client(IAMClient);
  const roles: Listed[] = [];
  let marker: string | undefined;
  do {
    const command = new ListRolesCommand({ PathPrefix: ROLE_PATH, MaxItems: PAGE, Marker: marker });
    const page = await client.send(command);
    for (const { RoleName: name = '', Arn: arn = '', CreateDate } of page.Roles ?? []) {
      const created = CreateDate === undefined ? {} : { createdAt: CreateDate.getTime() };
      roles.push({ kind: ROLE_KIND, name, arn, ...created });
    }
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
  return roles;
}

/** Everybody's dashboards: they can be listed by how a name begins, and of ours that is the prefix. */
async function listDashboards(lab: Lab): Promise<Listed[]> {
  const client = lab.client(CloudWatchClient);
  const dashboards: Listed[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(new ListDashboardsCommand({ NextToken: token }));
    for (const { DashboardName: name = '', DashboardArn: arn = '' } of page.DashboardEntries ?? []) {
      dashboards.push({ kind: DASHBOARD_KIND, name, arn });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return dashboards;
}
