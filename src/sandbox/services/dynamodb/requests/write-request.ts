/**
 * PutItem, UpdateItem and DeleteItem, whose requests two layers of AWS check. The current one looks first. What
 * it cannot read it hands on to the older one, which tells all violations of the model at once.
 */
import { AwsError } from '../../../errors.js';
import {
  checkConstraints,
  constraintError,
  type Rule,
  type Rules,
  violations,
} from '../../../protocol/constraints.js';
import { levelsOf, type UncheckedItem } from '../values/check-value.js';
import type { Layer } from '../values/layer.js';
import { COLLECTION_METRICS, CONSUMED_CAPACITY, RETURN_VALUES } from './item-constraints.js';
import { TABLE_NAME } from './table-constraints.js';

/** Values nested deeper than this are left to the older layer: 62 lists or maps around the innermost value. */
const MAX_READABLE_LEVELS = 63;

const REQUIRED: Rule = { required: true };

const ON_FAILURE: Rule = { oneOf: ['ALL_OLD', 'NONE'] };

/** The model's constraints, in the order in which the older layer tells violations. */
const CONSTRAINTS = {
  PutItem: {
    ReturnConsumedCapacity: CONSUMED_CAPACITY,
    TableName: TABLE_NAME,
    Item: REQUIRED,
    ReturnValues: RETURN_VALUES,
    ReturnItemCollectionMetrics: COLLECTION_METRICS,
    ReturnValuesOnConditionCheckFailure: ON_FAILURE,
  },
  UpdateItem: {
    ReturnConsumedCapacity: CONSUMED_CAPACITY,
    TableName: TABLE_NAME,
    ReturnItemCollectionMetrics: COLLECTION_METRICS,
    ReturnValues: RETURN_VALUES,
    Key: REQUIRED,
    ReturnValuesOnConditionCheckFailure: ON_FAILURE,
  },
  DeleteItem: {
    ReturnConsumedCapacity: CONSUMED_CAPACITY,
    TableName: TABLE_NAME,
    ReturnValues: RETURN_VALUES,
    ReturnItemCollectionMetrics: COLLECTION_METRICS,
    Key: REQUIRED,
    ReturnValuesOnConditionCheckFailure: ON_FAILURE,
  },
} as const satisfies Record<string, Rules>;

/** The current layer's own text; the typing error is AWS's. */
const RETURN_VALUES_VIOLATION =
  'Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]';

export interface WriteRequest {
  readonly TableName?: string | undefined;
  readonly Item?: UncheckedItem | undefined;
  readonly Key?: UncheckedItem | undefined;
  readonly ExpressionAttributeValues?: UncheckedItem | undefined;
  readonly ReturnValues?: string | undefined;
  readonly ReturnConsumedCapacity?: string | undefined;
  readonly ReturnItemCollectionMetrics?: string | undefined;
}

/**
 * Checks a request by its model, then by `check`, which is told the layer that speaks: all that can be said of
 * the request without its table. Throws ValidationException, in the current layer always as `1 validation error
 * detected: …`.
 */
export function checkWriteRequest<T>(
  operation: keyof typeof CONSTRAINTS,
  request: WriteRequest,
  check: (layer: Layer) => T,
): T {
  const rules = CONSTRAINTS[operation];
  const isValid = violations(rules, request).length === 0;
  if (isHandedOn(operation, request, isValid)) {
    checkConstraints(rules, request);
    return check('older');
  }
  if (!isValid) throw constraintError(currentViolations(operation, request));
  return enveloped(() => check('current'));
}

function isHandedOn(operation: keyof typeof CONSTRAINTS, request: WriteRequest, isValid: boolean): boolean {
  const { TableName: name, Item: item, Key: key, ExpressionAttributeValues: values } = request;
  if (!isValid) {
    if ((operation === 'PutItem' ? item : key) === undefined) return true;
    if (name !== '' && violations({ TableName: TABLE_NAME }, request).length > 0) return true;
  }
  return [item, key, values].some(isUnreadable);
}

function isUnreadable(item: UncheckedItem | undefined): boolean {
  return item !== undefined && Object.values(item).some((value) => levelsOf(value) > MAX_READABLE_LEVELS);
}

/** An empty table name hides all else, and in UpdateItem a wrong ReturnValues does. */
function currentViolations(operation: keyof typeof CONSTRAINTS, request: WriteRequest): string[] {
  if (request.TableName === '') {
    return [
      "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ];
  }
  const rules: Rules = CONSTRAINTS[operation];
  const isBroken = (name: string, rule: Rule) => violations({ [name]: rule }, request).length > 0;
  if (operation === 'UpdateItem' && isBroken('ReturnValues', RETURN_VALUES)) return [RETURN_VALUES_VIOLATION];
  return Object.entries(rules).flatMap(([name, rule]) => {
    if (name === 'ReturnValues' && isBroken(name, rule)) return [RETURN_VALUES_VIOLATION];
    return violations({ [name]: rule }, request);
  });
}

function enveloped<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ValidationException') {
      throw constraintError([error.message]);
    }
    throw error;
  }
}
