/**
 * What policies can ask about tags: those of a request and those of the resource that it is about.
 * AWS: "Controlling access to AWS resources using tags" (IAM User Guide).
 */

type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** A tag where a service lists them, in the spelling that it uses. */
interface ListedTag {
  readonly Key?: string | null | undefined;
  readonly Value?: string | null | undefined;
}

type Tags = Readonly<Record<string, string>>;

/** `aws:RequestTag/KEY` and `aws:TagKeys` of the tags that a request brings. */
export function requestTags(tags: Tags | readonly (ListedTag | null)[] | null | undefined): Conditions {
  return { ...taggedAs('aws:RequestTag', tagsOf(tags)), ...tagKeys(Object.keys(tagsOf(tags))) };
}

/** `aws:TagKeys` of a request that takes tags away. */
export function tagKeys(keys: readonly string[] | null | undefined): Conditions {
  return keys === undefined || keys === null || keys.length === 0 ? {} : { 'aws:TagKeys': keys };
}

/** `aws:ResourceTag/KEY` of what the request is about. */
export function resourceTags(tags: Tags | readonly ListedTag[] | undefined): Conditions {
  return taggedAs('aws:ResourceTag', tagsOf(tags));
}

/** Whether a request brings tags, so that it needs the permission to tag. */
export function hasTags(tags: Tags | readonly unknown[] | null | undefined): boolean {
  return tags !== undefined && tags !== null && Object.keys(tags).length > 0;
}

function taggedAs(key: string, tags: Tags): Conditions {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
}

function tagsOf(tags: Tags | readonly (ListedTag | null)[] | null | undefined): Tags {
  if (!isListed(tags)) return tags ?? {};
  return Object.fromEntries(tags.flatMap((tag) => (tag?.Key ? [[tag.Key, tag.Value ?? '']] : [])));
}

function isListed(
  tags: Tags | readonly (ListedTag | null)[] | null | undefined,
): tags is readonly (ListedTag | null)[] {
  return Array.isArray(tags);
}
