/** What the step builds, as specifications. Pure: no calls. */
import type { Lab } from '../../lab/lab.js';
import { logGroupOf, type Names, roleOf } from '../../lab/names.js';
import type { Resource } from '../../lab/resource.js';
import { arnOf } from '../../resources/arns.js';
import { mappingResource } from '../../resources/event-source-mapping.js';
import { executionRoleResource, type RoleSpec } from '../../resources/execution-role.js';
import type { FunctionSpec } from '../../resources/function-spec.js';
import { lambdaFunctionResource } from '../../resources/lambda-function.js';
import { type LogGroupSpec, logGroupResource } from '../../resources/log-group.js';
import type { MappingSpec } from '../../resources/mapping-spec.js';
import type { Statement } from '../../resources/policy-document.js';
import { queueResource } from '../../resources/queue.js';
import { tableResource } from '../../resources/table.js';

/** The folder in assets/lambda, and the zip that is made of it. */
export const FUNCTION = 'stream-processor';

const RETENTION = 7; /* days */
const MEMORY = 256; /* MB */
const TIMEOUT = 10; /* s */
const BATCH_SIZE = 10;
const WINDOW = 1; /* s */
const RETRIES = 2;

/** In the order in which they are built. Removed the other way round: what uses a thing goes before it. */
export function streamResources(names: Names, region: string): readonly Resource[] {
  const logGroup = logGroupResource(logGroupOf(names.streamProcessor));
  const role = executionRoleResource(roleOf(names.streamProcessor, region));
  const queue = queueResource(names.streamDeadLetters);
  const processor = lambdaFunctionResource(names.streamProcessor, [role, logGroup]);
  // It reads the table's stream and sends to the queue, both as the role.
  const used = [processor, queue, role, tableResource(names.table)];
  return [logGroup, role, queue, processor, mappingResource(names.streamProcessor, used)];
}

export function streamLogGroup({ streamProcessor }: Names): LogGroupSpec {
  return { name: logGroupOf(streamProcessor), retention: RETENTION };
}

export function streamRole(lab: Lab): RoleSpec {
  const { names, target } = lab;
  return {
    name: roleOf(names.streamProcessor, target.region),
    description: `What ${names.streamProcessor} may do`,
    statements: streamPermissions(lab),
  };
}

/**
 * All that the function may do, and Lambda for it. Not logs:CreateLogGroup: a late line would make the group again
 * that cleanup has deleted.
 */
function streamPermissions(lab: Lab): readonly Statement[] {
  const { streamProcessor, table } = lab.names;
  return [
    {
      sid: 'ReadStream',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [arnOf(lab, 'dynamodb', `table/${table}/stream/*`)],
    },
    { sid: 'FindStream', actions: ['dynamodb:ListStreams'], resources: ['*'] },
    { sid: 'ParkFailures', actions: ['sqs:SendMessage'], resources: [deadLettersArn(lab)] },
    {
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [arnOf(lab, 'logs', `log-group:${logGroupOf(streamProcessor)}:*`)],
    },
  ];
}

export function deadLettersArn(lab: Lab): string {
  return arnOf(lab, 'sqs', lab.names.streamDeadLetters);
}

/** @param role its ARN. */
export function streamFunction({ streamProcessor, table }: Names, role: string): FunctionSpec {
  return {
    name: streamProcessor,
    description: `Writes down every change in ${table}`,
    role,
    runtime: 'nodejs24.x',
    architecture: 'arm64',
    handler: 'index.handler',
    memory: MEMORY,
    timeout: TIMEOUT,
  };
}

/** @param streamArn of the table as it is now. */
export function streamMapping(lab: Lab, streamArn: string): MappingSpec {
  return {
    functionName: lab.names.streamProcessor,
    streamArn,
    tableName: lab.names.table,
    // LATEST could miss what is written while the mapping is being made.
    startingPosition: 'TRIM_HORIZON',
    batchSize: BATCH_SIZE,
    window: WINDOW,
    retries: RETRIES,
    onFailure: deadLettersArn(lab),
  };
}
