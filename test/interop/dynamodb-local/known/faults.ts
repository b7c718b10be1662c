/**
 * The faults that a request can have, told by what the two engines say of them. Where both refuse a request, it
 * shows whether they do so for the same fault.
 */

/** The newer of AWS's layers says it before everything that it finds wrong with a request. */
const PREAMBLE = /^\d+ validation errors? detected: /;

const FAULTS: Readonly<Record<string, RegExp>> = {
  'overlapping-paths': /Two document paths (overlap|conflict) with each other/,
  syntax:
    /: Syntax error;|The expression can not be empty|section can only be used once|redundant parentheses/,
  function: /Invalid function name|function is not allowed|Invalid operator or function/,
  operands:
    /Incorrect (number of operands|operand type)|requires a document path|The first operand must be distinct|Invalid attribute type name found/,
  between: /The BETWEEN operator requires/,
  placeholder:
    /used in (the document path|expression) is not defined|unused in expressions|when using expressions/,
  'reserved-word': /Attribute name is a reserved keyword/,
  select:
    /^Cannot specify the ProjectionExpression|^Must specify the AttributesToGet|^ALL_PROJECTED_ATTRIBUTES can/,
  'not-projected': /does not project|Select type ALL_ATTRIBUTES is not supported/,
  'consistent-read': /^Consistent reads are not supported/,
  'path-into-key': /^Key attributes must be scalars/,
  'filter-on-key': /can only contain non-primary key attributes/,
  'update-of-key': /Cannot update attribute/,
  'return-values': /^(ReturnValues can only be ALL_OLD or NONE|Return values set to invalid value)$/,
  'key-condition':
    /^Query condition missed key schema element|^Query key condition not supported|KeyConditionExpression|^Attempted conditional constraint|Condition parameter type does not match schema type/,
  'empty-key':
    /AttributeValue for a key attribute cannot contain an empty|key to a value that is not supported/,
  'index-key-type': /Type mismatch for Index Key/,
  key: /Missing the key|required keys was not given|number of conditions on the keys|key element does not match the schema|Type mismatch for key|^Invalid attribute value type$|one or more empty keys|^Item to put in PutItem cannot be null$/,
  duplicates: /^Provided list of item keys contains duplicates$/,
  'same-item': /cannot include multiple operations on one item/,
  number: /numeric value|converted into a number|38 (significant )?digits|Number (over|under)flow/,
  set: /Input collection|set {2}may not be empty|sets should not be empty/,
  value: /Supplied AttributeValue|Empty attribute name|Null attribute value|Nesting Levels/,
  'path-not-there': /document path provided in the update expression is invalid for update/,
  'attribute-not-there': /refers to an attribute that does not exist in the item/,
  'operand-in-item': /operand in the update expression has an incorrect data type/,
};

/** The name of the fault that a message is about; undefined for an unknown one. */
export function faultOf(message: string | undefined): string | undefined {
  const text = (message ?? '').replace(PREAMBLE, '');
  return Object.entries(FAULTS).find(([, said]) => said.test(text))?.[0];
}

/** The expression that a message says is invalid. */
export function expressionOf(message: string | undefined): string | undefined {
  return /Invalid (\w+Expression):/.exec(message ?? '')?.[1];
}
