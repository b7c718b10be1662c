/** Managed policies, the account's own and AWS's. They have one version: there is no CreatePolicyVersion. */
import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  Policy,
} from '@aws-sdk/client-iam';
import type { HandlerTable } from '../../service.js';
import { AWS_MANAGED_POLICIES } from './aws-managed.js';
import { alreadyExists, deleteConflict, invalidInput, noSuchEntity, noSuchPolicy } from './errors.js';
import { creationTime, encodeDocument, ID_PREFIX, iamArn, newId } from './identifiers.js';
import { pageFor } from './paging.js';
import { parseManagedPolicy } from './policy/managed.js';
import { accountKey, nameKey, type PolicyRecord, parseIamArn, type Records } from './records.js';
import type { Iam } from './role-access.js';
import { checkInput } from './rules.js';
import { newTags } from './tags.js';

const VERSION = 'v1';

export function managedPolicyHandlers({ host, records }: Iam): HandlerTable {
  return {
    CreatePolicy: (input: CreatePolicyRequest, { account }): CreatePolicyResponse => {
      checkInput('CreatePolicy', input);
      const { PolicyName: name = '', Path: path = '/', PolicyDocument: document = '' } = input;
      parseManagedPolicy(document);
      const policy: PolicyRecord = {
        name,
        path,
        arn: iamArn(account, 'policy', path, name),
        id: newId(ID_PREFIX.policy),
        ...(input.Description === undefined ? {} : { description: input.Description }),
        document,
        tags: newTags(input.Tags),
        createdAt: creationTime(host),
      };
      records.store.write(() => {
        const key = nameKey(account, name);
        if (records.policies.get(key) !== undefined) {
          throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
        }
        records.policies.put(key, policy);
      });
      return { Policy: { ...describePolicy(policy, 0), ...tagsOf(policy) } };
    },

    GetPolicy: (input: GetPolicyRequest, { account }): GetPolicyResponse => {
      checkInput('GetPolicy', input);
      const policy = findPolicy(records, account, input.PolicyArn ?? '');
      const described = describePolicy(policy, attachments(records, account, policy.arn).length);
      const { description } = policy;
      const told = description === undefined ? {} : { Description: description };
      return { Policy: { ...described, ...told, Tags: [...policy.tags] } };
    },

    GetPolicyVersion: (input: GetPolicyVersionRequest, { account }): GetPolicyVersionResponse => {
      checkInput('GetPolicyVersion', input);
      const { PolicyArn: arn = '', VersionId: version } = input;
      const policy = findPolicy(records, account, arn);
      if (version !== VERSION) {
        throw noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);
      }
      return { PolicyVersion: { ...describeVersion(policy), Document: encodeDocument(policy.document) } };
    },

    ListPolicyVersions: (input: ListPolicyVersionsRequest, { account }): ListPolicyVersionsResponse => {
      checkInput('ListPolicyVersions', input);
      const policy = findPolicy(records, account, input.PolicyArn ?? '');
      return { Versions: [describeVersion(policy)], IsTruncated: false };
    },

    ListPolicies: (input: ListPoliciesRequest, { account }): ListPoliciesResponse => {
      checkInput('ListPolicies', input);
      const { Scope: scope = 'All', OnlyAttached: onlyAttached = false, PathPrefix: prefix = '/' } = input;
      const own =
        scope === 'AWS' ? [] : [...records.policies.list(accountKey(account))].map(({ value }) => value);
      const provided = scope === 'Local' ? [] : [...AWS_MANAGED_POLICIES.values()];
      const found = [...own, ...provided]
        .filter(({ path }) => path.startsWith(prefix))
        .map((policy) => ({
          key: policy.arn,
          value: describePolicy(policy, attachments(records, account, policy.arn).length),
        }))
        .filter(({ value }) => !onlyAttached || value.AttachmentCount !== 0)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      const { items, tail } = pageFor('ListPolicies', input, found);
      return { Policies: items, ...tail };
    },

    DeletePolicy: (input: DeletePolicyRequest, { account }) => {
      checkInput('DeletePolicy', input);
      records.store.write(() => {
        const { arn, name } = findPolicy(records, account, input.PolicyArn ?? '');
        if (AWS_MANAGED_POLICIES.has(arn)) throw invalidInput('Cannot delete an AWS managed policy.');
        if (attachments(records, account, arn).length > 0) {
          throw deleteConflict('Cannot delete a policy attached to entities.');
        }
        records.policies.delete(nameKey(account, name));
      });
      return {};
    },
  };
}

/** Throws NoSuchEntityException, and InvalidInputException for what is no policy's ARN. */
export function findPolicy({ policies }: Records, account: string, arn: string): PolicyRecord {
  const parsed = parseIamArn('policy', arn);
  if (parsed === undefined) throw invalidInput(`ARN ${arn} is not valid.`);
  const policy = AWS_MANAGED_POLICIES.get(arn) ?? policies.get(nameKey(account, parsed.name));
  if (policy?.arn !== arn) throw noSuchPolicy(arn);
  return policy;
}

/** The names of the roles that a policy is attached to, or that it bounds. */
function attachments({ roles }: Records, account: string, arn: string): string[] {
  return [...roles.list(accountKey(account))]
    .filter(({ value }) => value.grants.attached.includes(arn) || value.permissionsBoundary === arn)
    .map(({ value }) => value.name);
}

function describePolicy({ name, id, arn, path, createdAt }: PolicyRecord, attached: number): Policy {
  return {
    PolicyName: name,
    PolicyId: id,
    Arn: arn,
    Path: path,
    DefaultVersionId: VERSION,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(createdAt),
    UpdateDate: new Date(createdAt),
  };
}

function describeVersion({ createdAt }: PolicyRecord) {
  return { VersionId: VERSION, IsDefaultVersion: true, CreateDate: new Date(createdAt) };
}

function tagsOf({ tags }: PolicyRecord): Partial<Policy> {
  return tags.length === 0 ? {} : { Tags: [...tags] };
}
