/**
 * An error as AWS answers it. Handlers throw these; the protocol layer writes them in the words of the
 * service's wire protocol (`__type`, `x-amzn-ErrorType`, `<Error><Code>`).
 */
export class AwsError extends Error {
  /** The error's shape name, without a namespace: `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;
  /** Further members of the error's shape, in wire form: `CancellationReasons`, `Item`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    { status = 400, members = {} }: { status?: number; members?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** What every service answers to an operation it does not have, or that the sandbox does not serve. */
export function unknownOperation(): AwsError {
  return new AwsError('UnknownOperationException', '');
}

/** DynamoDB and the services that share its front end: input that its model or rules refuse. */
export function validationException(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
