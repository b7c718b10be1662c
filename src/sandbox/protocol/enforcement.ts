/**
 * Holds the calls of sessions against what their roles allow, and the learner's against the policy that was set for
 * them, if any.
 * AWS: "Access denied error message examples" (IAM User Guide).
 */
import { AwsError } from '../errors.js';
import type { Principal } from '../service.js';
import type { Access, IamPeer } from '../services/peers.js';
import type { Caller } from './dispatcher.js';
import type { Call, LoadedService } from './protocol.js';
import { requestTags, resourceTags } from './tag-conditions.js';

/** `aws:RequestedRegion` of services that have none. */
const GLOBAL_REGION = 'us-east-1';

/** The first thing that the caller lacks permission for is told, with AWS's AccessDeniedException. */
export function assertAllowed(iam: IamPeer, service: LoadedService, call: Call, caller: Caller): void {
  // IAM is the same everywhere, whatever region its requests are signed for.
  const region = service.entry.signingName === 'iam' ? GLOBAL_REGION : caller.region;
  for (const access of neededBy(service, call, caller)) {
    const { allowed, because } = iam.authorize(caller.principal, region, access);
    // JSON services answer 400, those of REST 403; the Query protocol has its own table.
    if (!allowed) {
      throw accessDenied(caller.principal, access, because, service.entry.protocols.restJson ? 403 : 400);
    }
  }
}

function neededBy({ entry, service }: LoadedService, call: Call, caller: Caller): readonly Access[] {
  const { name } = call.operation;
  const prefix = `${entry.actionPrefix ?? entry.signingName}:`;
  const accessOf =
    service.access !== undefined && Object.hasOwn(service.access, name) && service.access[name];
  if (!accessOf) return [{ action: prefix + name, resource: '*' }];
  const brought = requestTags(call.input);
  return accessOf(call.input, caller).map((access) => {
    // A role that is passed on is another service's, which is told nothing of this request's tags.
    if (!access.action.startsWith(prefix)) return access;
    const found = resourceTags(service.tagsOf?.(access.resource, caller));
    return { ...access, conditions: { ...brought, ...found, ...access.conditions } };
  });
}

/** `because` is how AWS ends the text: `because no identity-based policy allows the dynamodb:PutItem action`. */
export function accessDenied(
  { arn }: Pick<Principal, 'arn'>,
  { action, resource, toldAs = action, refusal }: Access,
  because: string,
  status: number,
): AwsError {
  const message =
    refusal ?? `User: ${arn} is not authorized to perform: ${toldAs} on resource: ${resource} ${because}`;
  return new AwsError('AccessDeniedException', message, { status });
}
