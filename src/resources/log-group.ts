/** A log group: made before the function that writes into it, so that it has tags and an end from the first line on. */
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { isAlreadyExists, isNotFound, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import type { Found, Resource } from '../lab/resource.js';
import { refuse } from './foreign.js';

export const LOG_GROUP_KIND = 'log-group';

export interface LogGroupSpec {
  readonly name: string;
  /** Days after which an event is deleted. CloudWatch takes certain numbers only, 7 among them. */
  readonly retention: number;
}

/** Milliseconds between two looks, and in all. */
const POLL = 1_000;
const DEADLINE = 2 * 60_000;

/** The log group as cleanup and status see it. */
export function logGroupResource(name: string): Resource {
  return {
    kind: LOG_GROUP_KIND,
    name,
    after: [],
    find: (lab) => findLogGroup(lab, name),
    remove: (lab) => removeLogGroup(lab, name),
  };
}

/** What CloudWatch says of it; undefined when there is none. The search is by prefix, so others may come first. */
export async function describeLogGroup(lab: Lab, name: string): Promise<LogGroup | undefined> {
  const client = lab.client(CloudWatchLogsClient);
  let token: string | undefined;
  do {
    const page = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: name, nextToken: token }),
    );
    const found = page.logGroups?.find(({ logGroupName }) => logGroupName === name);
    if (found !== undefined) return found;
    token = page.nextToken;
  } while (token !== undefined);
  return undefined;
}

export async function findLogGroup(lab: Lab, name: string): Promise<Found> {
  const group = await describeLogGroup(lab, name);
  return group === undefined ? { state: 'absent' } : foundOf(lab, group);
}

async function foundOf(lab: Lab, { logGroupArn, arn: pattern = '', creationTime }: LogGroup): Promise<Found> {
  // The older member ends in `:*`, as policies need it; tags are asked for without.
  const arn = logGroupArn ?? pattern.replace(/:\*$/, '');
  try {
    const { tags = {} } = await lab
      .client(CloudWatchLogsClient)
      .send(new ListTagsForResourceCommand({ resourceArn: arn }));
    const because = foreignBecause(tags, lab.ownership);
    if (because !== undefined) return { state: 'foreign', arn, because };
    return { state: 'ours', arn, ...(creationTime === undefined ? {} : { createdAt: creationTime }) };
  } catch (error) {
    if (isNotFound(error)) return { state: 'absent' };
    throw error;
  }
}

/**
 * Makes the log group, or sets its retention; safe to repeat.
 * @throws {Problem} when a log group of that name is not ours.
 */
export async function ensureLogGroup(lab: Lab, spec: LogGroupSpec): Promise<void> {
  const client = lab.client(CloudWatchLogsClient);
  const { name: logGroupName, retention: retentionInDays } = spec;
  await poll({
    what: `the log group ${logGroupName} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => isTransientInUse(error) || isNotFound(error),
    ask: async () => {
      const group = await describeLogGroup(lab, logGroupName);
      if (group === undefined) {
        await createLogGroup(lab, logGroupName);
        return undefined;
      }
      const found = await foundOf(lab, group);
      if (found.state === 'foreign') throw refuse(`a log group ${logGroupName}`, found.because);
      if (found.state === 'absent') return undefined;
      if (group.retentionInDays === retentionInDays) return group;
      await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the log group ${logGroupName}`,
        elapsed,
        reason: 'CloudWatch Logs tells of a change a moment later',
      }),
  });
}

async function createLogGroup(lab: Lab, logGroupName: string): Promise<void> {
  try {
    await lab
      .client(CloudWatchLogsClient)
      .send(new CreateLogGroupCommand({ logGroupName, tags: tagMap(lab.ownership) }));
  } catch (error) {
    // Somebody was quicker: the next round looks at what it is.
    if (!isAlreadyExists(error)) throw error;
  }
}

async function removeLogGroup(lab: Lab, logGroupName: string): Promise<void> {
  await poll({
    what: `the log group ${logGroupName} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: isTransientInUse,
    ask: async () => {
      if ((await describeLogGroup(lab, logGroupName)) === undefined) return 'gone';
      await deleteLogGroup(lab, logGroupName);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the log group ${logGroupName}`,
        elapsed,
        reason: 'it is told of for a moment after it has gone',
      }),
  });
}

async function deleteLogGroup(lab: Lab, logGroupName: string): Promise<void> {
  try {
    await lab.client(CloudWatchLogsClient).send(new DeleteLogGroupCommand({ logGroupName }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
