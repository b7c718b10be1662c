/** A lab's own SDK clients made to answer as AWS might and a sandbox does not. */

import { ServiceException } from '@smithy/core/client';
import type { ClientClass, SdkClient } from '../../src/aws/clients.js';
import type { Lab } from '../../src/lab/lab.js';

/**
 * From now on every call of this operation goes through `answer`, which may throw, change the input, or change what
 * `next` brings.
 */
export function intercept<I extends object, O extends object>(
  lab: Lab,
  client: ClientClass<SdkClient>,
  operation: string,
  answer: (input: I, next: (input: I) => Promise<O>) => Promise<O>,
): void {
  lab.client(client).middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== `${operation}Command`) return next(args);
        let response: unknown;
        const output = await answer(args.input, async (input) => {
          const result = await next({ ...args, input });
          response = result.response;
          return result.output;
        });
        return { response, output };
      },
    { step: 'initialize', priority: 'low' },
  );
}

/** What IAM makes of a call without the permission, in AWS's words. */
export function accessDenied(action: string): ServiceException {
  return refusal(
    'AccessDeniedException',
    `User: arn:aws:iam::111122223333:user/learner is not authorized to perform: ${action}`,
  );
}

/** A client error of AWS's, by name. */
export function refusal(name: string, message: string): ServiceException {
  return new ServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
}
