import {
  ConcurrentUpdateException,
  FailedResourceAccessException,
  ValidationException,
} from '@aws-sdk/client-application-auto-scaling';
import {
  LimitExceededException,
  ProvisionedThroughputExceededException,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { ServiceException } from '@smithy/core/client';
import { describe, expect, it } from 'vitest';
import { deniedAction } from '../../src/aws/access-errors.js';
import {
  isAlreadyExists,
  isConcurrencyLimit,
  isNotFound,
  isTransientInUse,
  isTransientScaling,
} from '../../src/aws/errors.js';
import { type ErrorContext, toProblem } from '../../src/aws/explain.js';
import { Problem } from '../../src/problem.js';

const SANDBOX: ErrorContext = {
  target: { kind: 'sandbox', region: 'us-east-1', endpoint: 'http://127.0.0.1:4600' },
  commandLine: (words) => `orders-lab ${words}`,
};
const AWS: ErrorContext = { ...SANDBOX, target: { kind: 'aws', region: 'eu-west-1' } };

function named(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

function serviceError(name: string, message: string, httpStatusCode = 400): ServiceException {
  return new ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode } });
}

const metadata = { message: '', $metadata: {} };

describe('toProblem', () => {
  it.each([
    ['no region', new Error('Region is missing'), /region/, /--region/],
    [
      'no credentials',
      named('CredentialsProviderError', 'Could not load'),
      /No AWS credentials/,
      /--profile/,
    ],
    ['an ended session', serviceError('ExpiredTokenException', 'expired'), /expired/, /sso login/],
    ['an unknown key', serviceError('UnrecognizedClientException', 'invalid'), /does not accept/, /AWS_/],
    [
      'a missing permission',
      serviceError(
        'AccessDeniedException',
        'User: arn:aws:iam::1:user/ada is not authorized to perform: dynamodb:CreateTable on resource: x',
      ),
      /dynamodb:CreateTable/,
      /allow dynamodb:CreateTable/,
    ],
    ['throttling', new ProvisionedThroughputExceededException(metadata), /throttled/, /run the same command/],
    ['a busy table', new ResourceInUseException(metadata), /busy/, /run the same command/],
    ['a failing service', serviceError('InternalServerError', 'sorry', 500), /failed/, /again/],
    ['a refused call', serviceError('ValidationException', 'bad input'), /ValidationException/, /--verbose/],
    ['a network that is down', named('Error', 'no route', { code: 'EHOSTUNREACH' }), /cannot be/, /network/],
    [
      "a proxy's certificate",
      named('Error', 'self-signed certificate in chain', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      /not trusted/,
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'http where https was expected',
      named('Error', 'write EPROTO', { code: 'EPROTO' }),
      /does not answer/,
      /https/,
    ],
    [
      'a port that speaks something else',
      named('Error', 'Parse Error: Expected HTTP/', { code: 'HPE_INVALID_CONSTANT' }),
      /does not answer/,
      /port/,
    ],
    ['a time-out', named('TimeoutError', 'too slow'), /cannot be reached/, /network/],
    [
      'a page of a proxy',
      Object.assign(new SyntaxError('Unexpected token <\n  more'), { $response: { statusCode: 403 } }),
      /would not say/,
      /proxy/,
    ],
  ])('explains %s', (_, error, message, next) => {
    const problem = toProblem(error, AWS);

    expect(problem?.message).toMatch(message);
    expect(problem?.next).toMatch(next);
    expect(problem?.cause).toBe(error);
  });

  it('says that a sandbox which hung up starts again by itself', () => {
    const problem = toProblem(named('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' }), SANDBOX);

    expect(problem?.message).toContain('http://127.0.0.1:4600');
    expect(problem?.next).toContain('orders-lab run');
  });

  it('tells of a missing permission what can be done about it where it is missing', () => {
    const error = serviceError('AccessDeniedException', 'is not authorized to perform: sqs:ListQueues');

    expect(toProblem(error, AWS)?.next).toContain('another profile with --profile');
    expect(toProblem(error, SANDBOX)?.next).toContain('orders-lab sandbox policy');
    expect(toProblem(error, SANDBOX)?.next).not.toContain('--profile');
  });

  it("says that a region may be what refuses a key, but not of a wrong signature, nor of one's own endpoint", () => {
    const refused = (name: string, context: ErrorContext): string =>
      toProblem(serviceError(name, 'invalid', 403), context)?.next ?? '';

    expect(refused('InvalidClientTokenId', AWS)).toContain('may not have enabled eu-west-1');
    expect(refused('SignatureDoesNotMatch', AWS)).not.toContain('enabled');
    expect(refused('InvalidClientTokenId', SANDBOX)).not.toContain('enabled');
  });

  it('passes problems on', () => {
    const problem = new Problem('known', { next: 'do this' });

    expect(toProblem(problem, AWS)).toBe(problem);
  });

  it('has no words for our own bugs', () => {
    expect(toProblem(new TypeError('x is undefined'), AWS)).toBeUndefined();
    expect(toProblem('a string', AWS)).toBeUndefined();
  });
});

describe('the predicates', () => {
  it('tell a table that exists from one that is busy', () => {
    const exists = new ResourceInUseException({ ...metadata, message: 'Table already exists: Orders' });
    const busy = new ResourceInUseException({ ...metadata, message: 'Table is being created: Orders' });

    expect([isAlreadyExists(exists), isTransientInUse(exists)]).toEqual([true, false]);
    expect([isAlreadyExists(busy), isTransientInUse(busy)]).toEqual([false, true]);
  });

  it('tell limits that pass from limits that stay', () => {
    const passing = new LimitExceededException({
      ...metadata,
      message:
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    });
    const staying = new LimitExceededException({
      ...metadata,
      message: 'Provisioned throughput decreases are limited within a given UTC day.',
    });

    expect(isConcurrencyLimit(passing)).toBe(true);
    expect(isConcurrencyLimit(staying)).toBe(false);
  });

  it('know what Auto Scaling gets over', () => {
    const role = new ValidationException({
      ...metadata,
      message: 'Unable to assume IAM role: arn:aws:iam::1:role/aws-service-role/x',
    });
    const input = new ValidationException({ ...metadata, message: 'Maximum capacity cannot be less' });
    const alarms = (reason: string): FailedResourceAccessException =>
      new FailedResourceAccessException({
        ...metadata,
        message: `Unable to create alarms for scaling policy x due to reason: ${reason}`,
      });

    expect(isTransientScaling(role)).toBe(true);
    expect(isTransientScaling(new ConcurrentUpdateException(metadata))).toBe(true);
    const denied = (who: string): FailedResourceAccessException =>
      alarms(`User: arn:aws:sts::1:${who} is not authorized to perform: cloudwatch:PutMetricAlarm`);
    const serviceRole = 'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable';
    expect(isTransientScaling(denied(`assumed-role/${serviceRole}/AutoScaling-CreateAlarms`))).toBe(true);
    expect(isTransientScaling(denied('assumed-role/student/ada'))).toBe(false);
    expect(deniedAction(denied('assumed-role/student/ada'))).toEqual({ action: 'cloudwatch:PutMetricAlarm' });
    expect(isTransientScaling(alarms('The maximum limit of alarms was exceeded'))).toBe(false);
    expect(isTransientScaling(input)).toBe(false);
  });

  it('know what is not there', () => {
    expect(isNotFound(new ResourceNotFoundException(metadata))).toBe(true);
    expect(isNotFound(new ResourceInUseException(metadata))).toBe(false);
  });
});
