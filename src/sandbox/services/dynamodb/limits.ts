/**
 * DynamoDB's limits that are not a table's own setting, as AWS states them in "Quotas in Amazon DynamoDB" and
 * "Constraints in Amazon DynamoDB".
 */

/** An item with all its attribute names. */
export const MAX_ITEM_BYTES = 400 * 1024; /* 400 KiB */
/** How deep lists and maps may be nested in a top-level attribute's value. */
export const MAX_NESTING_LEVELS = 32;

export const MAX_PARTITION_KEY_BYTES = 2048;
export const MAX_SORT_KEY_BYTES = 1024;

/** What one Query or Scan reads before it answers with a LastEvaluatedKey. */
export const MAX_PAGE_BYTES = 1024 * 1024; /* 1 MiB */

/** One expression's text. */
export const MAX_EXPRESSION_BYTES = 4 * 1024; /* 4 KiB */
/** All the ExpressionAttributeNames, or all the ExpressionAttributeValues, of a request together. */
export const MAX_SUBSTITUTION_BYTES = 2 * 1024 * 1024; /* 2 MiB */
/** One name of ExpressionAttributeNames or ExpressionAttributeValues, with its `#` or `:`. */
export const MAX_PLACEHOLDER_BYTES = 255;
/** Operators and functions in one expression. */
export const MAX_EXPRESSION_OPERATORS = 300;
/** Operands on the right of IN. */
export const MAX_IN_OPERANDS = 100;
