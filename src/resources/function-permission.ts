/** Who may call a function: its resource policy, one statement for each method that API Gateway calls it for. */
import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { isAlreadyExists, isNotFound, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { longWait } from '../lab/patience.js';
import { readStatements } from './policy-document.js';

/** Milliseconds between two looks, and in all. */
const POLL = 1_000;
const DEADLINE = 2 * 60_000;
const ACTION = 'lambda:InvokeFunction';

/** One thing that may call the function. */
export interface PermissionSpec {
  /** The id of its statement: letters, digits, `-` and `_`. */
  readonly id: string;
  /** `apigateway.amazonaws.com` */
  readonly service: string;
  /** On whose behalf the service may call. `*` stands for any characters. */
  readonly sourceArn: string;
}

/** A permission in words, as {@link readPermissions} tells it. */
export function permissionInWords(functionArn: string, { service, sourceArn }: PermissionSpec): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ACTION,
    Resource: functionArn,
    Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } },
  };
  return readStatements(JSON.stringify({ Statement: [statement] }))
    .map(({ words }) => words)
    .join();
}

/** Who may call the function: by the id of each statement, in words. Nobody, where it or its policy is not there. */
export async function readPermissions(lab: Lab, FunctionName: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { Policy } = await lab.client(LambdaClient).send(new GetPolicyCommand({ FunctionName }));
    return new Map(readStatements(Policy).map(({ sid = '', words }) => [sid, words]));
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw error;
  }
}

/**
 * Lets these call the function, and nobody else; safe to repeat. Lambda may not know of it for some seconds.
 * @param functionArn of a function that is the lab's.
 */
export async function ensurePermissions(
  lab: Lab,
  functionArn: string,
  permissions: readonly PermissionSpec[],
): Promise<void> {
  const client = lab.client(LambdaClient);
  const FunctionName = functionArn.split(':').at(-1) ?? functionArn;
  await poll({
    what: `the function ${FunctionName} to be callable by API Gateway`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => isAlreadyExists(error) || isTransientInUse(error) || isNotFound(error),
    ask: async () => {
      const actual = await readPermissions(lab, FunctionName);
      const wanted = new Map(permissions.map((each) => [each.id, permissionInWords(functionArn, each)]));
      const unwanted = [...actual].filter(([id, words]) => wanted.get(id) !== words).map(([id]) => id);
      const missing = permissions.filter(({ id }) => !actual.has(id) || unwanted.includes(id));
      for (const StatementId of unwanted) {
        await client.send(new RemovePermissionCommand({ FunctionName, StatementId }));
      }
      for (const permission of missing) {
        await client.send(new AddPermissionCommand(additionOf(FunctionName, permission)));
      }
      return unwanted.length + missing.length === 0 ? 'as specified' : undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Allowing API Gateway to call ${FunctionName}`,
        elapsed,
        reason: 'Lambda tells of a change some seconds later',
      }),
  });
}

function additionOf(
  FunctionName: string,
  { id, service, sourceArn }: PermissionSpec,
): AddPermissionCommandInput {
  return { FunctionName, StatementId: id, Action: ACTION, Principal: service, SourceArn: sourceArn };
}
