/**
 * What services of the sandbox ask of each other. A service exports an implementation as `Service.peer`;
 * another gets it through `Host.peer<T>(signingName)`.
 */

/** A tagged resource, as the tag search lists it. */
export interface TaggedResource {
  readonly arn: string;
  /** Tag keys to values. May be empty: a resource that once had tags is listed without any. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What a service with tagged resources offers to the Resource Groups Tagging API. */
export interface TagSource {
  /** Every resource of an account and region that has, or has had, tags. In the order of ARNs. */
  taggedResources(account: string, region: string): Iterable<TaggedResource>;
}

/** What Application Auto Scaling and the tag search need to know of DynamoDB. */
export interface DynamoDbPeer extends TagSource {
  /** The names of a table's global secondary indexes; undefined where there is no such table. */
  describeTable(
    account: string,
    region: string,
    tableName: string,
  ): { readonly indexes: readonly string[] } | undefined;
}
