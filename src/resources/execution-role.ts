/** The role that a function runs as: who may assume it, and the one inline policy with all that it may do. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  type Role,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { isAlreadyExists, isDeleteConflict, isNotFound, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { ROLE_PATH } from '../lab/names.js';
import { foreignBecause, tagList } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { pause } from '../lab/pause.js';
import type { Found, Resource } from '../lab/resource.js';
import { refuse } from './foreign.js';
import { isSameDocument, permissionsDocument, type Statement, trustDocument } from './policy-document.js';
import { listRolePolicies, readInlinePolicy, readRole } from './read-role.js';

export const ROLE_KIND = 'iam-role';

/** Who may assume the role of a function. */
const LAMBDA = 'lambda.amazonaws.com';
/** The name of its one inline policy. */
export const POLICY_NAME = 'orders-lab';
/** Milliseconds between two looks, and in all: IAM tells its readers of a change some seconds later. */
const POLL = 1_000;
const DEADLINE = 2 * 60_000;
/** Milliseconds after which a change of what a role may do counts everywhere. */
const PROPAGATION = 10_000;

export interface RoleSpec {
  /** Unique in the account, across regions. */
  readonly name: string;
  readonly description: string;
  /** All that the function may do. */
  readonly statements: readonly Statement[];
}

/** The role as cleanup and status see it. */
export function executionRoleResource(name: string): Resource {
  return {
    kind: ROLE_KIND,
    name,
    after: [],
    find: (lab) => findRole(lab, name),
    remove: (lab) => removeRole(lab, name),
  };
}

export async function findRole(lab: Lab, name: string): Promise<Found> {
  const role = await readRole(lab, name);
  return role === undefined ? { state: 'absent' } : foundOf(lab, role);
}

function foundOf({ ownership }: Lab, { Arn, CreateDate, Tags = [] }: Role): Found {
  const because = foreignBecause(
    Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])),
    ownership,
  );
  const arn = Arn === undefined ? {} : { arn: Arn };
  if (because !== undefined) return { state: 'foreign', ...arn, because };
  return { state: 'ours', ...arn, ...(CreateDate === undefined ? {} : { createdAt: CreateDate.getTime() }) };
}

/** Who may assume the role, as it should be. */
export function expectedTrust(): string {
  return trustDocument(LAMBDA);
}

/**
 * Brings the role to its spec; safe to repeat. What it may do beyond that is taken from it.
 * @returns its ARN. Lambda may not know of a new role, and of what it may do, for some seconds.
 * @throws {Problem} when a role of that name is not ours.
 */
export async function ensureExecutionRole(lab: Lab, spec: RoleSpec): Promise<string> {
  let isNew = false;
  let isCorrected = false;
  // Every round either waits or makes one change.
  const arn = await poll({
    what: `the role ${spec.name} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    // A role that was made just now is not known everywhere.
    tolerate: (error) => isNotFound(error) || isTransientInUse(error),
    ask: async () => {
      const role = await readRole(lab, spec.name);
      if (role === undefined) {
        isNew = true;
        await createRole(lab, spec);
        return undefined;
      }
      const found = foundOf(lab, role);
      if (found.state === 'foreign') throw refuse(`a role ${spec.name}`, found.because);
      if (!(await correct(lab, spec, role))) return role.Arn;
      isCorrected = true;
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the role ${spec.name}`,
        elapsed,
        reason: 'IAM tells of a change some seconds later',
      }),
  });
  // Of a new role Lambda says itself that it does not know it. One that was in use goes on as it was for a while.
  if (isCorrected && !isNew) {
    await pause(lab, PROPAGATION, {
      title: `Waiting for the role ${spec.name}`,
      reason: 'what it may do has changed, which counts some seconds later',
    });
  }
  return arn;
}

async function createRole(lab: Lab, { name, description }: RoleSpec): Promise<void> {
  try {
    await lab.client(IAMClient).send(
      new CreateRoleCommand({
        RoleName: name,
        Path: ROLE_PATH,
        Description: description,
        AssumeRolePolicyDocument: expectedTrust(),
        Tags: tagList(lab.ownership),
      }),
    );
  } catch (error) {
    // Somebody was quicker: the next round looks at what it is.
    if (!isAlreadyExists(error)) throw error;
  }
}

/** Makes one change towards the spec; false when there is none to make. */
async function correct(lab: Lab, { name, statements }: RoleSpec, role: Role): Promise<boolean> {
  const client = lab.client(IAMClient);
  const RoleName = name;
  if (!isSameDocument(role.AssumeRolePolicyDocument, expectedTrust())) {
    await client.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: expectedTrust() }));
    return true;
  }
  const PolicyDocument = permissionsDocument(statements);
  if (!isSameDocument(await readInlinePolicy(lab, name, POLICY_NAME), PolicyDocument)) {
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY_NAME, PolicyDocument }));
    return true;
  }
  return removePolicies(lab, name, (policy) => policy !== POLICY_NAME);
}

/** Takes policies from the role: inline ones that `unwanted` names, and all managed ones. Whether there were any. */
async function removePolicies(
  lab: Lab,
  RoleName: string,
  unwanted: (inlinePolicy: string) => boolean,
): Promise<boolean> {
  const client = lab.client(IAMClient);
  const { inline, attached } = await listRolePolicies(lab, RoleName);
  const inlineUnwanted = inline.filter(unwanted);
  for (const PolicyName of inlineUnwanted) {
    await goneAlready(client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })));
  }
  for (const PolicyArn of attached) {
    await goneAlready(client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
  }
  return inlineUnwanted.length + attached.length > 0;
}

/** IAM deletes no role that has policies, and says so of those that were deleted a moment ago, too. */
async function removeRole(lab: Lab, RoleName: string): Promise<void> {
  await poll({
    what: `the role ${RoleName} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => isDeleteConflict(error) || isTransientInUse(error),
    ask: async () => {
      if ((await readRole(lab, RoleName)) === undefined) return 'gone';
      await removePolicies(lab, RoleName, () => true);
      await goneAlready(lab.client(IAMClient).send(new DeleteRoleCommand({ RoleName })));
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the role ${RoleName}`,
        elapsed,
        reason: 'IAM learns some seconds later that its policies are gone',
      }),
  });
}

async function goneAlready(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
