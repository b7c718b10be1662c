/**
 * What policies can ask about tags: those that a request brings or takes away, and those of what it is about.
 * AWS: "Controlling access to AWS resources using tags" (IAM User Guide).
 */

export type Tags = Readonly<Record<string, string>>;
export type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** Services spell the members of a request in one of two ways. */
const TAGS = ['Tags', 'tags'] as const;
const TAG_KEYS = ['TagKeys', 'tagKeys'] as const;

/** `aws:RequestTag/KEY` and `aws:TagKeys` of a request's input. */
export function requestTags(input: unknown): Conditions {
  const tags = tagsOf(memberOf(input, TAGS));
  const named = memberOf(input, TAG_KEYS);
  const removed = Array.isArray(named) ? named.map(String) : [];
  const keys = [...Object.keys(tags), ...removed];
  return { ...taggedAs('aws:RequestTag', tags), ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }) };
}

/** `aws:ResourceTag/KEY` of what a request is about. */
export function resourceTags(tags: Tags | undefined): Conditions {
  return taggedAs('aws:ResourceTag', tags ?? {});
}

function taggedAs(key: string, tags: Tags): Conditions {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
}

/** Some services list tags as `{Key, Value}`, others have them as they are. */
function tagsOf(tags: unknown): Tags {
  if (Array.isArray(tags)) {
    const listed: readonly unknown[] = tags;
    return Object.fromEntries(
      listed.map((tag) => [String(memberOf(tag, ['Key']) ?? ''), String(memberOf(tag, ['Value']) ?? '')]),
    );
  }
  if (typeof tags !== 'object' || tags === null) return {};
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
}

function memberOf(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => names.includes(name))?.[1];
}
