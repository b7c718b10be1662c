/** UpdateFunctionCode and UpdateFunctionConfiguration. AWS: "Lambda API Reference". */
import { randomUUID } from 'node:crypto';
import type {
  FunctionConfiguration,
  UpdateFunctionCodeRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import type { IamPeer, Place } from '../peers.js';
import { type Found, findChangeable } from './catalog.js';
import { describeCode, storeCode } from './code.js';
import { describeVersion } from './description.js';
import { cannotAssume } from './errors.js';
import type { Lambda } from './lambda.js';
import type { Version } from './records.js';
import { RULES } from './rules.js';
import { updatedSettings } from './settings.js';
import { publish } from './versions.js';

export function updateHandlers({ host, records, lifecycle, runner }: Lambda): HandlerTable {
  /** Found again in the transaction, since others may have changed it while code was unpacked. */
  const update = (
    place: Place,
    name: string,
    revisionId: string | undefined,
    change: (found: Found) => Partial<Version>,
  ): Found =>
    records.store.write(() => {
      const found = findChangeable(records, place, name, revisionId);
      const changed = { ...found.record.latest, ...change(found) };
      const latest: Version = {
        ...changed,
        // What runs with the same code and configuration goes on.
        deploymentId: isSame(changed, found.record.latest) ? changed.deploymentId : randomUUID(),
        lastModified: host.clock.now(),
        revisionId: randomUUID(),
      };
      const record = { ...found.record, latest, update: 'InProgress' } as const;
      lifecycle.begin(found.key, record, 'update');
      return { ...found, record, version: latest };
    });

  const updateCode: Handler<UpdateFunctionCodeRequest, FunctionConfiguration> = (input, context) => {
    checkConstraints(RULES.UpdateFunctionCode, input);
    const name = input.FunctionName ?? '';
    const found = findChangeable(records, context, name, input.RevisionId);
    const architecture = input.Architectures?.[0] ?? found.version.architecture;
    if (input.DryRun === true) {
      const version = { ...found.version, architecture, code: describeCode(input) };
      return describeVersion(found.record, version, undefined);
    }
    const code = storeCode(input, runner.codeFolder);
    const { key, record, version } = update(context, name, input.RevisionId, () => ({ code, architecture }));
    if (input.Publish !== true) return describeVersion(record, version, undefined);
    const published = publish(records, key, record, undefined, host.clock.now());
    return describeVersion(record, published, published.version);
  };

  const updateConfiguration: Handler<UpdateFunctionConfigurationRequest, FunctionConfiguration> = async (
    input,
    context,
  ) => {
    checkConstraints(RULES.UpdateFunctionConfiguration, input);
    const name = input.FunctionName ?? '';
    findChangeable(records, context, name, input.RevisionId);
    if (input.Role !== undefined) {
      const iam = await host.peer<IamPeer>('iam');
      if (!iam.canAssume(input.Role, 'lambda.amazonaws.com')) throw cannotAssume();
    }
    const { record, version } = update(context, name, input.RevisionId, (found) =>
      updatedSettings(found.version, input, found.record.name),
    );
    return describeVersion(record, version, undefined);
  };

  return { UpdateFunctionCode: updateCode, UpdateFunctionConfiguration: updateConfiguration };
}

function isSame(changed: Version, before: Version): boolean {
  return JSON.stringify(changed) === JSON.stringify(before);
}
