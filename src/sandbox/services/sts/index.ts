/**
 * The Security Token Service: who is calling, and temporary credentials.
 * AWS: "AWS STS API Reference".
 */
import type {
  GetAccessKeyInfoRequest,
  GetAccessKeyInfoResponse,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, Host, Service } from '../../service.js';
import { assumeRole } from './assume-role.js';
import { getSessionToken } from './get-session-token.js';

/** No permission is needed for it, and no input is looked at. */
const getCallerIdentity: Handler<GetCallerIdentityRequest, GetCallerIdentityResponse> = (
  _input,
  { account, principal },
) => ({ UserId: principal.userId, Account: account, Arn: principal.arn });

/** All keys of this sandbox are of its one account. */
const getAccessKeyInfo: Handler<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> = (input, { account }) => {
  checkConstraints(
    { AccessKeyId: { required: true, length: { min: 16, max: 128 }, pattern: '[\\w]*' } },
    input,
  );
  return { Account: account };
};

export function createSts(host: Host): Service {
  return {
    handlers: {
      AssumeRole: assumeRole(host),
      GetAccessKeyInfo: getAccessKeyInfo,
      GetCallerIdentity: getCallerIdentity,
      GetSessionToken: getSessionToken(host),
    },
    access: {
      // The role's trust decides, and where it trusts a whole account the caller's own policies: asked there.
      AssumeRole: () => [],
      GetCallerIdentity: () => [],
      // No policy is asked either: it is refused to sessions altogether.
      GetSessionToken: () => [],
    },
  };
}
