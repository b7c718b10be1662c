/** Functions read, listed and deleted, and what there is to know about the account. */
import type {
  DeleteFunctionRequest,
  FunctionConfiguration,
  GetAccountSettingsResponse,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { Handler, HandlerTable, RequestContext } from '../../service.js';
import { pageOf } from '../page-token.js';
import { findLiving, findVersion } from './catalog.js';
import { accountConcurrency, reservedConcurrency } from './concurrency.js';
import { describeBriefly, describeVersion, runtimeVersionArn } from './description.js';
import { invalidParameter } from './errors.js';
import type { Lambda } from './lambda.js';
import { LATEST } from './names.js';
import { placeKey, versionKey } from './records.js';
import { RULES } from './rules.js';
import { invalidMarker } from './versions.js';

const FUNCTIONS_PER_PAGE = 50;
/** Bytes. */
const TOTAL_CODE_SIZE = 80_530_636_800;
const CODE_SIZE_UNZIPPED = 262_144_000;
const CODE_SIZE_ZIPPED = 52_428_800;

export function functionHandlers(lambda: Lambda): HandlerTable {
  const { records, lifecycle, runner } = lambda;

  const get: Handler<GetFunctionRequest, GetFunctionResponse> = (input, context) => {
    checkConstraints(RULES.OnVersion, input);
    const found = findVersion(records, context, input.FunctionName ?? '', input.Qualifier);
    const { record, version, qualifier } = found;
    return {
      Configuration: describeVersion(record, version, qualifier),
      // No address to download it from: there is no S3 here.
      Code: { RepositoryType: 'S3' },
      ...(Object.keys(record.tags ?? {}).length === 0 ? {} : { Tags: { ...record.tags } }),
      ...(record.reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: record.reservedConcurrency } }),
    };
  };

  const getConfiguration: Handler<GetFunctionConfigurationRequest, FunctionConfiguration> = (
    input,
    context,
  ) => {
    checkConstraints(RULES.OnVersion, input);
    const found = findVersion(records, context, input.FunctionName ?? '', input.Qualifier);
    return describeVersion(found.record, found.version, found.qualifier);
  };

  const list: Handler<ListFunctionsRequest, ListFunctionsResponse> = (input, context) => {
    checkConstraints(RULES.ListFunctions, input);
    const { Marker, MaxItems = FUNCTIONS_PER_PAGE, MasterRegion: _, ...request } = input;
    const page = pageOf(listed(lambda, context, request.FunctionVersion === 'ALL'), {
      limit: Math.min(MaxItems, FUNCTIONS_PER_PAGE),
      token: Marker,
      request: { operation: 'ListFunctions', ...request },
      invalid: invalidMarker,
    });
    return {
      Functions: page.items,
      ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }),
    };
  };

  const remove: Handler<DeleteFunctionRequest, object> = (input, context) => {
    checkConstraints(RULES.OnVersion, input);
    records.store.write(() => {
      const found = findLiving(records, context, input.FunctionName ?? '', input.Qualifier);
      if (found.qualifier === LATEST) {
        throw invalidParameter(`$LATEST version cannot be deleted without deleting the function.`);
      }
      if (found.qualifier === undefined) {
        lifecycle.begin(found.key, { ...found.record, deleted: true }, 'delete');
      } else {
        records.versions.delete(versionKey(found.record, found.version.version));
        runner.retire(found.version.deploymentId);
      }
    });
    return { StatusCode: 204 };
  };

  return {
    GetFunction: get,
    GetFunctionConfiguration: getConfiguration,
    ListFunctions: list,
    DeleteFunction: remove,
    GetAccountSettings: (_input: object, context) => accountSettings(lambda, context),
    ...settingsThatAreNot(lambda),
  };
}

/** What tools read along with a function, and what is always the same here. */
function settingsThatAreNot({ records }: Lambda): HandlerTable {
  const onFunction =
    <O>(answer: (found: ReturnType<typeof findVersion>) => O): Handler<GetFunctionRequest, O> =>
    (input, context) => {
      checkConstraints(RULES.OnVersion, input);
      return answer(findVersion(records, context, input.FunctionName ?? '', input.Qualifier));
    };
  return {
    GetFunctionCodeSigningConfig: onFunction(({ record }) => ({ FunctionName: record.name })),
    GetRuntimeManagementConfig: onFunction(({ record, version }) => ({
      UpdateRuntimeOn: 'Auto',
      FunctionArn: record.arn,
      RuntimeVersionArn: runtimeVersionArn(record.region, version.runtime),
    })),
    GetFunctionRecursionConfig: onFunction(() => ({ RecursiveLoop: 'Terminate' })),
    GetFunctionEventInvokeConfig: onFunction(({ record, qualifier }) => {
      throw new AwsError(
        'ResourceNotFoundException',
        `The function ${record.arn}:${qualifier ?? LATEST} doesn't have an EventInvokeConfig`,
        { status: 404, members: { Type: 'User' } },
      );
    }),
  };
}

function* listed(
  { records }: Lambda,
  context: RequestContext,
  all: boolean,
): Iterable<{ key: string; value: FunctionConfiguration }> {
  for (const { key, value: record } of records.functions.list(placeKey(context))) {
    yield { key, value: describeBriefly(record, record.latest, all ? LATEST : undefined) };
    if (!all) continue;
    for (const version of records.versions.list(versionKey(record))) {
      yield { key: version.key, value: describeBriefly(record, version.value, version.value.version) };
    }
  }
}

function accountSettings({ host, records }: Lambda, context: RequestContext): GetAccountSettingsResponse {
  const functions = [...records.functions.list(placeKey(context))].map(({ value }) => value);
  const concurrency = accountConcurrency(host.hazards);
  return {
    AccountLimit: {
      TotalCodeSize: TOTAL_CODE_SIZE,
      CodeSizeUnzipped: CODE_SIZE_UNZIPPED,
      CodeSizeZipped: CODE_SIZE_ZIPPED,
      ConcurrentExecutions: concurrency,
      UnreservedConcurrentExecutions: concurrency - reservedConcurrency(functions),
    },
    AccountUsage: {
      TotalCodeSize: functions.reduce((sum, { latest }) => sum + latest.code.size, 0),
      FunctionCount: functions.length,
    },
  };
}
