/** Settings of the account in a region. AWS: "GetAccount", "UpdateAccount". */
import type { Account, GetAccountRequest, UpdateAccountRequest } from '@aws-sdk/client-api-gateway';
import type { Handler, HandlerTable } from '../../service.js';
import type { IamPeer, Place } from '../peers.js';
import type { ApiGateway } from './apigateway.js';
import { badRequest } from './errors.js';
import { applyPatch, type PatchRules } from './patch.js';
import { textRule } from './patch-rules.js';
import { type AccountRecord, accountKey } from './records.js';
import { checkInput } from './rules.js';

const SERVICE = 'apigateway.amazonaws.com';
/** Of all APIs of the account together, in requests per second. */
const THROTTLE = { burstLimit: 5000, rateLimit: 10_000 } as const;

export function accountHandlers({ host, records }: ApiGateway): HandlerTable {
  const get: Handler<GetAccountRequest, Account> = (_input, context) => describe(settingsOf(context));

  const update: Handler<UpdateAccountRequest, Account> = async (input, context) => {
    checkInput('UpdateAccount', input);
    const iam = await host.peer<IamPeer>('iam');
    return records.store.write(() => {
      const before = settingsOf(context);
      const after = applyPatch(PATCH_RULES, before, input.patchOperations);
      const role = after.cloudwatchRoleArn;
      if (role !== undefined && role !== before.cloudwatchRoleArn) assertUsable(iam, role);
      records.accounts.put(accountKey(context), after);
      return describe(after);
    });
  };

  const settingsOf = (place: Place): AccountRecord => records.accounts.get(accountKey(place)) ?? {};

  return { GetAccount: get, UpdateAccount: update };
}

const PATCH_RULES: PatchRules<AccountRecord> = [
  textRule(
    '/cloudwatchRoleArn',
    ({ cloudwatchRoleArn: _before, ...account }, cloudwatchRoleArn) =>
      cloudwatchRoleArn === '' ? account : { ...account, cloudwatchRoleArn },
    { required: false },
  ),
];

/** Throws BadRequestException. */
function assertUsable(iam: IamPeer, roleArn: string): void {
  const access = { action: 'logs:PutLogEvents', resource: '*' };
  if (iam.canAssume(roleArn, SERVICE) && iam.decide(roleArn, access).allowed) return;
  throw badRequest(
    'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
  );
}

function describe(account: AccountRecord): Account {
  return { ...account, throttleSettings: THROTTLE, features: ['UsagePlans'], apiKeyVersion: '4' };
}
