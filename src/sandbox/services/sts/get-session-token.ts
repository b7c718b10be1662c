/** GetSessionToken: temporary keys that act as the learner. They cannot steer the sandbox. */
import type { GetSessionTokenRequest, GetSessionTokenResponse } from '@aws-sdk/client-sts';
import { AwsError } from '../../errors.js';
import { checkConstraints, type Rules } from '../../protocol/constraints.js';
import type { Handler, Host } from '../../service.js';
import { credentialsOf } from './answer.js';

const RULES: Rules = {
  DurationSeconds: { range: { min: 900, max: 129_600 } },
  SerialNumber: { length: { min: 9, max: 256 } },
  TokenCode: { length: { min: 6, max: 6 } },
};
const DEFAULT_DURATION = 43_200; /* seconds: 12 hours */

export function getSessionToken({
  credentials,
}: Host): Handler<GetSessionTokenRequest, GetSessionTokenResponse> {
  return (input, { principal }) => {
    checkConstraints(RULES, input);
    if (!principal.accessKeyId.startsWith('AKIA')) {
      throw new AwsError('AccessDeniedException', 'Cannot call GetSessionToken with session credentials', {
        status: 403,
      });
    }
    const { accessKeyId: _, ...learner } = principal;
    return {
      Credentials: credentialsOf(credentials.issue(learner, input.DurationSeconds ?? DEFAULT_DURATION)),
    };
  };
}
