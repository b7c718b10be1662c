/** What the other services of the sandbox ask of Lambda. */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../errors.js';
import type { LambdaPeer, Place } from '../peers.js';
import { type Found, findLiving } from './catalog.js';
import type { Invoker } from './invoke.js';
import { allowsInvocation } from './policy-evaluation.js';
import { placeKey, type Records } from './records.js';
import { taggedMappings } from './tags.js';

export function createPeer(records: Records, invoker: Invoker): LambdaPeer {
  const find = (arn: string): Found | undefined => {
    try {
      return findLiving(records, placeOf(arn), arn);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  };
  return {
    invoke: async (arn, payload) =>
      await invoker.invoke(invoker.find(placeOf(arn), arn), {
        requestId: randomUUID(),
        payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
      }),
    roleOf: (arn) => find(arn)?.version.role,
    allows: (arn, user) => {
      const found = find(arn);
      const policy = found?.record.policies[found.qualifier ?? ''];
      return policy !== undefined && allowsInvocation(policy, user);
    },
    *taggedResources(account, region) {
      for (const { value } of records.functions.list(placeKey({ account, region }))) {
        if (value.tags !== undefined) yield { arn: value.arn, tags: value.tags };
      }
      yield* taggedMappings(records, { account, region });
    },
  };
}

function placeOf(arn: string): Place {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}
