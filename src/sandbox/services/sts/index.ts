/**
 * The Security Token Service, as far as it says who is calling. Roles and session tokens come with IAM.
 * AWS: "AWS STS API Reference".
 */
import type { GetCallerIdentityCommandOutput, GetCallerIdentityRequest } from '@aws-sdk/client-sts';
import type { Handler, Host, Service } from '../../service.js';

/** No permission is needed for it, and no input is looked at. */
const getCallerIdentity: Handler<
  GetCallerIdentityRequest,
  Omit<GetCallerIdentityCommandOutput, '$metadata'>
> = (_input, { account, principal }) => ({ UserId: principal.userId, Account: account, Arn: principal.arn });

export function createSts(_host: Host): Service {
  return { handlers: { GetCallerIdentity: getCallerIdentity } };
}
