/** What the API answers when it does not do what it was asked for. */

export interface FieldProblem {
  /**
   * Where: a field of the body (`details.items[2].price`; `body` is all
   * of it), a query parameter, or a header.
   */
  readonly field: string;
  readonly problem: string;
}

export interface RefusalDetails {
  readonly errors?: readonly FieldProblem[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** Thrown anywhere, answered with its status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    { errors = [], headers = {}, cause }: RefusalDetails = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

const RETRY_AFTER_SECONDS = '1';
const MOST_PROBLEMS = 100;
const MOST_NAMED = 10;
const LONGEST_SHOWN = 100; /* characters */

/** Names what is wrong, up to a hundred things: answers have limits. */
export function badRequest(problems: readonly FieldProblem[]): Refusal {
  const errors = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ field, problem }) => ({ field: shorten(field), problem }));
  const fields = [...new Set(errors.map(({ field }) => field))];
  const more = fields.length > MOST_NAMED ? ', …' : '';
  const named = fields.slice(0, MOST_NAMED).join(', ');
  return new Refusal(400, `Please check: ${named}${more}.`, { errors });
}

function shorten(text: string): string {
  return text.length > LONGEST_SHOWN
    ? `${text.slice(0, LONGEST_SHOWN)}…`
    : text;
}

export function noSuchOrder(orderId: string): Refusal {
  return new Refusal(404, `There is no order ${shorten(orderId)}.`);
}

export function noSuchPath(): Refusal {
  return new Refusal(
    404,
    'There is nothing here. Orders are at /orders and /orders/{order_id}.',
  );
}

export function methodNotAllowed(allowed: readonly string[]): Refusal {
  const allow = allowed.join(', ');
  return new Refusal(
    405,
    `This method is not possible here. What is: ${allow}.`,
    { headers: { allow } },
  );
}

export function conflict(message: string): Refusal {
  return new Refusal(409, message);
}

/** @param version what the order is in now */
export function lostRace(version: string): Refusal {
  return conflict(
    `The order has changed since: its ETag is "${version}" now. Read it again, then decide.`,
  );
}

export function tooLarge(message: string, cause?: unknown): Refusal {
  return new Refusal(413, message, { cause });
}

export function unsupportedMediaType(message: string): Refusal {
  return new Refusal(415, message);
}

export function keyUsedBefore(): Refusal {
  return new Refusal(
    422,
    'This Idempotency-Key came with another body before. Use a new key for a new order.',
  );
}

export function unavailable(cause: unknown): Refusal {
  return new Refusal(
    503,
    'The table has more to do than it can just now. Please try again.',
    { headers: { 'retry-after': RETRY_AFTER_SECONDS }, cause },
  );
}
