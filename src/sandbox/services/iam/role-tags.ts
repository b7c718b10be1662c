/** TagRole, UntagRole, ListRoleTags. */
import type {
  ListRoleTagsRequest,
  ListRoleTagsResponse,
  TagRoleRequest,
  UntagRoleRequest,
} from '@aws-sdk/client-iam';
import type { HandlerTable } from '../../service.js';
import { pageFor } from './paging.js';
import { changeRole, findRole, type Iam } from './role-access.js';
import { checkInput } from './rules.js';
import { mergedTags, withoutTags } from './tags.js';

export function roleTagHandlers(iam: Iam): HandlerTable {
  return {
    TagRole: (input: TagRoleRequest, { account }) => {
      checkInput('TagRole', input);
      return changeRole(iam, account, input.RoleName, (role) => ({
        ...role,
        tags: mergedTags(role.tags, input.Tags ?? []),
      }));
    },

    UntagRole: (input: UntagRoleRequest, { account }) => {
      checkInput('UntagRole', input);
      return changeRole(iam, account, input.RoleName, (role) => ({
        ...role,
        tags: withoutTags(role.tags, input.TagKeys ?? []),
      }));
    },

    ListRoleTags: (input: ListRoleTagsRequest, { account }): ListRoleTagsResponse => {
      checkInput('ListRoleTags', input);
      const { tags } = findRole(iam.records, account, input.RoleName ?? '');
      const entries = tags.map((tag) => ({ key: tag.Key, value: tag }));
      entries.sort((a, b) => (a.key < b.key ? -1 : 1));
      const { items, tail } = pageFor('ListRoleTags', input, entries);
      return { Tags: items, ...tail };
    },
  };
}
