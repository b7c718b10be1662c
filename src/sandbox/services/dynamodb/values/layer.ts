/**
 * AWS is moving its operations, one by one and region by region, to a new layer that checks requests. Which one
 * an operation has shows in the wording of what it refuses, and in what it looks at first.
 */

/**
 * `current`: PutItem, UpdateItem, DeleteItem, GetItem, BatchGetItem, Query.
 * `older`: Scan, BatchWriteItem, TransactGetItems, TransactWriteItems, and requests that the current layer hands on.
 */
export type Layer = 'current' | 'older';
