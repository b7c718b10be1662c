/** What carries this owner's tags but none of the names that the steps know. */
import type { Lab } from '../lab/lab.js';
import { LAB_TAG } from '../lab/ownership.js';
import type { Resource } from '../lab/resource.js';
import type { Swept } from '../lab/sweep.js';
import { alarmResource } from './alarm.js';
import { attempt } from './attempt.js';
import { dashboardResource } from './dashboard.js';
import { strayMappingResource } from './event-source-mapping.js';
import { lambdaFunctionResource } from './lambda-function.js';
import { logGroupResource } from './log-group.js';
import { queueResource } from './queue.js';
import { strayRestApiResource } from './rest-api.js';
import { tableResource } from './table.js';
import { resourceOfUnknownKind, type TaggedThing, taggedOfLab, taggedOfOwner } from './tag-search.js';
import { allTables, allTargets, labsOfLostTargets, type Target, unnamedTargets } from './unnamed-targets.js';

interface KnownKind {
  /** The ARN of such a thing; its first group is the name that the resource has. */
  readonly arn: RegExp;
  readonly resource: (name: string) => Resource;
}

/** The kinds that the tag search tells of. Scalable targets and roles have tags too, but it does not know them. */
const KNOWN_KINDS: readonly KnownKind[] = [
  { arn: /^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/([^/]+)$/, resource: tableResource },
  { arn: /^arn:[^:]+:logs:[^:]+:\d{12}:log-group:([^:]+)(?::\*)?$/, resource: logGroupResource },
  { arn: /^arn:[^:]+:sqs:[^:]+:\d{12}:([^:]+)$/, resource: queueResource },
  { arn: /^arn:[^:]+:lambda:[^:]+:\d{12}:function:([^:]+)$/, resource: lambdaFunctionResource },
  { arn: /^arn:[^:]+:lambda:[^:]+:\d{12}:event-source-mapping:([^:]+)$/, resource: strayMappingResource },
  // A stage has tags of its own, and goes with its API.
  {
    arn: /^arn:[^:]+:apigateway:[^:]+::\/restapis\/([^/]+)(?:\/stages\/[^/]+)?$/,
    resource: strayRestApiResource,
  },
  { arn: /^arn:[^:]+:cloudwatch:[^:]+:\d{12}:alarm:(.+)$/, resource: alarmResource },
  { arn: /^arn:[^:]+:cloudwatch::\d{12}:dashboard\/(.+)$/, resource: dashboardResource },
];

/** The sweep for everything that the lab can build. */
export async function sweepByTags(lab: Lab): Promise<Swept> {
  const tagged = await attempt(lab, 'the tag search', () => taggedOfLab(lab));
  const resources = (tagged.result ?? []).map(resourceByTags);
  const tables = new Set([lab.names.table, ...resources.map(({ name }) => name)]);
  const { targets, existing, failure } = await scaledAnywhere(lab, tables);
  return {
    resources: [...resources, ...unnamedTargets(targets, tables, existing)],
    ...incompleteness(tagged.failure, failure),
  };
}

export interface OwnLabs {
  /** The values of the `orders-lab` tag beside our own owner tag. */
  readonly labIds: ReadonlySet<string>;
  /** As in {@link Swept}. */
  readonly incomplete?: string;
}

/** All labs of this owner in this account and region that the tags tell of. Of some, nothing may be left. */
export async function labsByTags(lab: Lab): Promise<OwnLabs> {
  const tagged = await attempt(lab, 'the tag search', () => taggedOfOwner(lab));
  const { targets, existing, failure } = await scaledAnywhere(lab, new Set());
  const lost = await attempt(lab, 'the tags of scalable targets', () =>
    labsOfLostTargets(lab, targets, existing),
  );
  const found = (tagged.result ?? []).flatMap(({ tags }) => tags[LAB_TAG] ?? []);
  return {
    labIds: new Set([...found, ...(lost.result ?? [])]),
    ...incompleteness(tagged.failure, failure ?? lost.failure),
  };
}

interface ScaledAnywhere {
  readonly targets: readonly Target[];
  /** Undefined where the tables could not be listed. */
  readonly existing: ReadonlySet<string> | undefined;
  readonly failure: string | undefined;
}

/** All scalable targets, and the tables that exist. Those are only asked for where other tables than ours scale. */
async function scaledAnywhere(lab: Lab, tables: ReadonlySet<string>): Promise<ScaledAnywhere> {
  const listed = await attempt(lab, 'the list of scalable targets', () => allTargets(lab));
  const targets = listed.result ?? [];
  if (targets.every(({ scaled }) => tables.has(scaled.tableName))) {
    return { targets, existing: tables, failure: listed.failure };
  }
  const existing = await attempt(lab, 'the list of tables', () => allTables(lab));
  return { targets, existing: existing.result, failure: existing.failure };
}

/** What a thing is that its tags have told of, by its ARN. */
export function resourceByTags({ arn }: TaggedThing): Resource {
  for (const kind of KNOWN_KINDS) {
    const name = kind.arn.exec(arn)?.[1];
    if (name !== undefined) return kind.resource(name);
  }
  return resourceOfUnknownKind(arn);
}

function incompleteness(search?: string, scaling?: string): Pick<Swept, 'incomplete'> {
  const gaps = [
    ...(search === undefined ? [] : [`Only names were searched, not tags. ${search}`]),
    ...(scaling === undefined ? [] : [`What scales tables that are gone was not searched. ${scaling}`]),
  ];
  return gaps.length === 0 ? {} : { incomplete: gaps.join(' ') };
}
