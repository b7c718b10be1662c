/** CreateFunction. AWS: "Lambda API Reference", CreateFunction. */
import { randomUUID } from 'node:crypto';
import type { CreateFunctionRequest, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler } from '../../service.js';
import type { IamPeer } from '../peers.js';
import { storeCode } from './code.js';
import { describeVersion } from './description.js';
import { cannotAssume, conflict, invalidParameter } from './errors.js';
import type { Lambda } from './lambda.js';
import { functionArn, LATEST, parseFunctionName } from './names.js';
import { type FunctionRecord, functionKey, type Version } from './records.js';
import { RULES } from './rules.js';
import { newSettings } from './settings.js';
import { checkTags } from './tags.js';
import { publish } from './versions.js';

const LONGEST_NAME = 64;

export function createFunctionHandler({
  host,
  journal,
  records,
  lifecycle,
  runner,
}: Lambda): Handler<CreateFunctionRequest, FunctionConfiguration> {
  return async (input, context) => {
    checkConstraints(RULES.CreateFunction, input);
    const { name, qualifier } = parseFunctionName(input.FunctionName ?? '', context);
    checkConstraints({ FunctionName: { length: { max: LONGEST_NAME } } }, { FunctionName: name });
    if (qualifier !== undefined && qualifier !== LATEST) {
      throw invalidParameter('The function name must not have a qualifier.');
    }
    const settings = newSettings(input, name);
    const tags = checkTags(input.Tags ?? {});
    const iam = await host.peer<IamPeer>('iam');
    if (!iam.canAssume(settings.role, 'lambda.amazonaws.com')) throw cannotAssume();
    const key = functionKey(context, name);
    // Before it is unpacked, and again when it is kept.
    if (records.functions.get(key) !== undefined) throw alreadyExists(name);
    const latest: Version = {
      ...settings,
      deploymentId: randomUUID(),
      version: LATEST,
      architecture: input.Architectures?.[0] ?? 'x86_64',
      code: storeCode(input.Code ?? {}, runner.codeFolder),
      lastModified: host.clock.now(),
      revisionId: randomUUID(),
    };
    const record: FunctionRecord = {
      account: context.account,
      region: context.region,
      name,
      arn: functionArn(context, name),
      latest,
      running: latest,
      state: 'Pending',
      update: 'Successful',
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
      policies: {},
      nextVersion: 1,
    };
    return records.store.write(() => {
      if (records.functions.get(key) !== undefined) throw alreadyExists(name);
      lifecycle.begin(key, record, 'create');
      if (record.tags !== undefined) journal.note(context, record.arn, record.tags);
      if (input.Publish !== true) return describeVersion(record, latest, undefined);
      const published = publish(records, key, record, undefined, host.clock.now());
      return describeVersion(record, published, published.version);
    });
  };
}

function alreadyExists(name: string): Error {
  return conflict(`Function already exist: ${name}`);
}
