/** What IAM tells of a role: itself, who may assume it, and all that it may do. Reads only. */
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import type { Lab } from '../lab/lab.js';
import { orUndefined } from './or-undefined.js';

/** Undefined when there is none. */
export async function readRole(lab: Lab, name: string): Promise<Role | undefined> {
  return orUndefined(async () => {
    const { Role } = await lab.client(IAMClient).send(new GetRoleCommand({ RoleName: name }));
    return Role;
  });
}

/** The document of an inline policy, percent-encoded; undefined when there is none. */
export async function readInlinePolicy(
  lab: Lab,
  RoleName: string,
  PolicyName: string,
): Promise<string | undefined> {
  return orUndefined(async () => {
    const command = new GetRolePolicyCommand({ RoleName, PolicyName });
    return (await lab.client(IAMClient).send(command)).PolicyDocument;
  });
}

/** The policies of a role. Of none, both lists are empty. */
export interface RolePolicies {
  /** Names. */
  readonly inline: readonly string[];
  /** ARNs. */
  readonly attached: readonly string[];
}

export async function listRolePolicies(lab: Lab, RoleName: string): Promise<RolePolicies> {
  const client = lab.client(IAMClient);
  const inline = await allPages(async (Marker) => {
    const page = await client.send(new ListRolePoliciesCommand({ RoleName, Marker }));
    return { items: page.PolicyNames ?? [], next: page.Marker };
  });
  const attached = await allPages(async (Marker) => {
    const page = await client.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker }));
    return { items: page.AttachedPolicies ?? [], next: page.Marker };
  });
  return { inline, attached: attached.flatMap(({ PolicyArn }) => PolicyArn ?? []) };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

async function allPages<T>(read: (marker: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let marker: string | undefined;
  do {
    const page = await orUndefined(() => read(marker));
    items.push(...(page?.items ?? []));
    marker = page?.next;
  } while (marker !== undefined);
  return items;
}
