/** Published versions: what `$LATEST` was at a time. AWS: "Manage Lambda function versions". */
import { randomUUID } from 'node:crypto';
import type {
  FunctionConfiguration,
  ListVersionsByFunctionRequest,
  ListVersionsByFunctionResponse,
  PublishVersionRequest,
} from '@aws-sdk/client-lambda';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable } from '../../service.js';
import { pageOf } from '../page-token.js';
import { findChangeable, findVersion } from './catalog.js';
import { describeBriefly, describeVersion } from './description.js';
import { invalidParameter } from './errors.js';
import type { Lambda } from './lambda.js';
import { LATEST } from './names.js';
import { type FunctionRecord, type Records, type Version, versionKey } from './records.js';
import { RULES } from './rules.js';

const VERSIONS_PER_PAGE = 50;

/**
 * Keeps `$LATEST` as a version of its own, unless the last version is the same; gives that one then. Part of the
 * caller's transaction.
 */
export function publish(
  records: Records,
  key: string,
  record: FunctionRecord,
  description: string | undefined,
  now: number,
): Version {
  const last = [...records.versions.list(versionKey(record))].at(-1)?.value;
  if (last !== undefined && contentOf(last) === contentOf(record.latest)) return last;
  const version: Version = {
    ...record.latest,
    ...(description === undefined ? {} : { description }),
    deploymentId: randomUUID(),
    version: String(record.nextVersion),
    lastModified: now,
    revisionId: randomUUID(),
  };
  records.versions.put(versionKey(record, version.version), version);
  const kept = records.functions.get(key) ?? record;
  records.functions.put(key, { ...kept, nextVersion: record.nextVersion + 1 });
  return version;
}

/** What runs: all but what is of the version itself. */
function contentOf(version: Version): string {
  const { runtime, handler, role, timeout, memorySize, variables, code, logging } = version;
  const { architecture, ephemeralStorage, tracing } = version;
  return JSON.stringify([
    [runtime, handler, role, timeout, memorySize, architecture, ephemeralStorage, tracing],
    [variables, code.sha256, logging.format, logging.group, logging.applicationLevel, logging.systemLevel],
  ]);
}

export function versionHandlers({ host, records }: Lambda): HandlerTable {
  const publishVersion: Handler<PublishVersionRequest, FunctionConfiguration> = (input, context) => {
    checkConstraints(RULES.PublishVersion, input);
    return records.store.write(() => {
      const { key, record } = findChangeable(records, context, input.FunctionName ?? '', input.RevisionId);
      const { sha256 } = record.latest.code;
      if (input.CodeSha256 !== undefined && input.CodeSha256 !== sha256) {
        throw invalidParameter(
          `CodeSHA256 (${input.CodeSha256}) is different from current CodeSHA256 in $LATEST (${sha256}). ` +
            'Please try again with the CodeSHA256 in $LATEST.',
        );
      }
      const version = publish(records, key, record, input.Description, host.clock.now());
      return describeVersion(record, version, version.version);
    });
  };

  const listVersions: Handler<ListVersionsByFunctionRequest, ListVersionsByFunctionResponse> = (
    input,
    context,
  ) => {
    checkConstraints(RULES.ListVersionsByFunction, input);
    const { Marker, MaxItems = VERSIONS_PER_PAGE, ...request } = input;
    const { record } = findVersion(records, context, input.FunctionName ?? '');
    const all = [
      // Before every number.
      { key: '', value: record.latest },
      ...records.versions.list(versionKey(record)),
    ];
    const page = pageOf(all, {
      limit: Math.min(MaxItems, VERSIONS_PER_PAGE),
      token: Marker,
      request: { operation: 'ListVersionsByFunction', ...request },
      invalid: invalidMarker,
    });
    return {
      Versions: page.items.map((version) => describeBriefly(record, version, version.version)),
      ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }),
    };
  };

  return { PublishVersion: publishVersion, ListVersionsByFunction: listVersions };
}

export function invalidMarker(): never {
  throw invalidParameter('Invalid Marker');
}

/** Whether it is the one that changes. */
export function isLatest({ version }: Version): boolean {
  return version === LATEST;
}
