/**
 * What there is of a kind in one region, anybody's: one listing instead of a question for each thing. The tag search
 * goes on telling of things for minutes after they were deleted; what is listed exists.
 */
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Lab } from '../lab/lab.js';
import { logGroupOf } from '../lab/names.js';
import { MAPPING_KIND } from './event-source-mapping.js';
import { FUNCTION_KIND } from './lambda-function.js';
import { LOG_GROUP_KIND } from './log-group.js';
import { QUEUE_KIND } from './queue.js';
import { REST_API_KIND } from './rest-api.js';

/** What is listed of a thing. */
export interface Listed {
  /** As its ARN ends: a name, or an id that AWS gave. */
  readonly id: string;
  /** As the steps call it. */
  readonly name: string;
  /** Milliseconds since the epoch, where the listing tells. */
  readonly createdAt?: number;
}

interface Page {
  readonly items: readonly Listed[];
  readonly next: string | undefined;
}

interface Listing {
  /** For a person: "the list of functions". */
  readonly what: string;
  readonly page: (lab: Lab, token: string | undefined) => Promise<Page>;
}

/** The most that a page may hold, by service. */
const PAGES = { functions: 50, mappings: 100, queues: 1_000, logGroups: 50, apis: 500 } as const;

/** The kinds that are listed. Tables and alarms are described by their names, roles and dashboards are traces. */
export const LISTINGS: Readonly<Record<string, Listing>> = {
  [FUNCTION_KIND]: { what: 'the list of functions', page: functions },
  [MAPPING_KIND]: { what: 'the list of event source mappings', page: mappings },
  [QUEUE_KIND]: { what: 'the list of queues', page: queues },
  [LOG_GROUP_KIND]: { what: 'the list of log groups', page: logGroups },
  [REST_API_KIND]: { what: 'the list of REST APIs', page: restApis },
};

/** All pages of a listing, by id. */
export async function listAll(lab: Lab, { page }: Listing): Promise<ReadonlyMap<string, Listed>> {
  const listed = new Map<string, Listed>();
  let token: string | undefined;
  do {
    const { items, next } = await page(lab, token);
    for (const item of items) listed.set(item.id, item);
    token = next;
  } while (token !== undefined);
  return listed;
}

async function functions(lab: Lab, Marker: string | undefined): Promise<Page> {
  const command = new ListFunctionsCommand({ MaxItems: PAGES.functions, Marker });
  const { Functions = [], NextMarker } = await lab.client(LambdaClient).send(command);
  return { items: Functions.map(({ FunctionName = '' }) => named(FunctionName)), next: NextMarker };
}

async function mappings(lab: Lab, Marker: string | undefined): Promise<Page> {
  const command = new ListEventSourceMappingsCommand({ MaxItems: PAGES.mappings, Marker });
  const { EventSourceMappings = [], NextMarker } = await lab.client(LambdaClient).send(command);
  const items = EventSourceMappings.map(({ UUID = '', FunctionArn = '' }) => ({
    id: UUID,
    name: FunctionArn.split(':')[6] ?? UUID,
  }));
  return { items, next: NextMarker };
}

async function queues(lab: Lab, NextToken: string | undefined): Promise<Page> {
  const command = new ListQueuesCommand({ MaxResults: PAGES.queues, NextToken });
  const page = await lab.client(SQSClient).send(command);
  const items = (page.QueueUrls ?? []).map((url) => named(url.slice(url.lastIndexOf('/') + 1)));
  return { items, next: page.NextToken };
}

async function logGroups(lab: Lab, nextToken: string | undefined): Promise<Page> {
  const command = new DescribeLogGroupsCommand({
    logGroupNamePrefix: logGroupOf(''),
    limit: PAGES.logGroups,
    nextToken,
  });
  const page = await lab.client(CloudWatchLogsClient).send(command);
  const items = (page.logGroups ?? []).map(({ logGroupName = '', creationTime }) =>
    named(logGroupName, creationTime),
  );
  return { items, next: page.nextToken };
}

async function restApis(lab: Lab, position: string | undefined): Promise<Page> {
  const command = new GetRestApisCommand({ limit: PAGES.apis, position });
  const page = await lab.client(APIGatewayClient).send(command);
  const items = (page.items ?? []).map(({ id = '', name = id, createdDate }) => ({
    ...named(id, createdDate?.getTime()),
    name,
  }));
  return { items, next: page.position };
}

function named(name: string, createdAt?: number): Listed {
  return { id: name, name, ...(createdAt === undefined ? {} : { createdAt }) };
}
