/** GetUser: the one user that there is, the learner, and nobody but the learner is told of it. */
import type { GetUserRequest, GetUserResponse } from '@aws-sdk/client-iam';
import { validationException } from '../../errors.js';
import type { HandlerTable } from '../../service.js';
import { noSuchEntity } from './errors.js';
import { creationTime } from './identifiers.js';
import type { Iam } from './role-access.js';
import { checkInput } from './rules.js';

export function userHandlers({ host }: Iam): HandlerTable {
  const since = host.store.collection<number>('iam.since');
  return {
    GetUser: (input: GetUserRequest, { account, principal }): GetUserResponse => {
      checkInput('GetUser', input);
      const { UserName: wanted } = input;
      if (wanted === undefined && principal.session !== undefined) {
        throw validationException('Must specify userName when calling with non-User credentials');
      }
      const name = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
      if (principal.session !== undefined || (wanted ?? name) !== name) {
        throw noSuchEntity(`The user with name ${wanted} cannot be found.`);
      }
      const createdAt = since.get(account) ?? creationTime(host);
      since.put(account, createdAt);
      const { arn, userId } = principal;
      return {
        User: { Path: '/', UserName: name, UserId: userId, Arn: arn, CreateDate: new Date(createdAt) },
      };
    },
  };
}
