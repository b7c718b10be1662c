/** Dashboards: put, got, listed, deleted. Nothing draws them. */
import type {
  DeleteDashboardsInput,
  GetDashboardInput,
  GetDashboardOutput,
  ListDashboardsInput,
  ListDashboardsOutput,
  PutDashboardInput,
  PutDashboardOutput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import { checkConstraints } from '../../protocol/constraints.js';
import type { AccessOf, AccessTable, Handler, HandlerTable, Host } from '../../service.js';
import { pageOf } from '../page-token.js';
import { checkBody } from './dashboard-body.js';
import { type Dashboards, dashboardArn } from './dashboards.js';
import { invalid, missing, refuse, tooMany } from './metric-checks.js';
import { RULES } from './rules.js';
import { newTags } from './tags.js';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const PAGE = 1000;
const MAX_DELETED = 100;

export function dashboardHandlers(host: Host, dashboards: Dashboards): HandlerTable {
  const put: Handler<PutDashboardInput, PutDashboardOutput> = (input, { account }) => {
    checkConstraints(RULES.PutDashboard, input);
    const { DashboardName: name = '', DashboardBody: body, Tags = [] } = input;
    if (!NAME.test(name)) throw invalidInput(badName(name));
    if (body === undefined) throw invalidInput('The field DashboardBody must not be null');
    checkDashboardBody(body);
    const existing = dashboards.find(account, name);
    // "If you specify Tags when updating an existing dashboard, the tag updates are ignored."
    const tags = existing === undefined && Tags.length > 0 ? newTags(Tags) : existing?.tags;
    dashboards.save({
      account,
      name,
      arn: dashboardArn(account, name),
      body,
      modifiedAt: host.clock.now(),
      ...(tags === undefined ? {} : { tags }),
    });
    return { DashboardValidationMessages: [] };
  };

  const get: Handler<GetDashboardInput, GetDashboardOutput> = ({ DashboardName: name = '' }, { account }) => {
    if (!NAME.test(name)) refuse([invalid(badName(name))]);
    const dashboard = dashboards.find(account, name);
    if (dashboard === undefined) throw notFound(`Dashboard ${name} does not exist`);
    return { DashboardArn: dashboard.arn, DashboardBody: dashboard.body, DashboardName: name };
  };

  const list: Handler<ListDashboardsInput, ListDashboardsOutput> = (input, { account }) => {
    const { DashboardNamePrefix: prefix = '', NextToken } = input;
    const found = [...dashboards.list(account, prefix)];
    const page = pageOf(
      found.map((dashboard) => ({ key: dashboard.name, value: dashboard })),
      {
        limit: PAGE,
        token: NextToken,
        request: { operation: 'ListDashboards', prefix },
        invalid: () => {
          throw new AwsError('InvalidParameterValueException', 'Invalid nextToken');
        },
      },
    );
    return {
      DashboardEntries: page.items.map(({ name, arn, body, modifiedAt }) => ({
        DashboardName: name,
        DashboardArn: arn,
        LastModified: new Date(modifiedAt),
        Size: Buffer.byteLength(body),
      })),
      ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
    };
  };

  // As many are deleted as there are, also where one of them is not.
  const remove: Handler<DeleteDashboardsInput, object> = ({ DashboardNames: names }, { account }) => {
    if (names === undefined || names.length === 0) refuse([missing('DashboardNames')]);
    if (names !== undefined && names.length > MAX_DELETED) refuse([tooMany('DashboardNames', MAX_DELETED)]);
    const unknown = (names ?? []).filter((name) => !dashboards.delete(account, name));
    if (unknown.length > 0) {
      throw notFound(`The specified dashboard does not exist. [${unknown.join(', ')}]`);
    }
    return {};
  };

  return { PutDashboard: put, GetDashboard: get, ListDashboards: list, DeleteDashboards: remove };
}

interface AboutDashboards {
  readonly DashboardName?: string | undefined;
  readonly DashboardNames?: readonly string[] | undefined;
}

/** AWS: "Actions, resources, and condition keys for Amazon CloudWatch". */
export const DASHBOARD_ACCESS: AccessTable = {
  // Tags on creation are tagging.
  PutDashboard: (input: PutDashboardInput, place) =>
    ['PutDashboard', ...(input.Tags === undefined ? [] : ['TagResource'])].flatMap((operation) =>
      onDashboards(operation)(input, place),
    ),
  GetDashboard: onDashboards('GetDashboard'),
  DeleteDashboards: onDashboards('DeleteDashboards'),
};

function onDashboards(action: string): AccessOf<AboutDashboards> {
  return ({ DashboardName, DashboardNames }, { account }) =>
    (DashboardNames ?? [DashboardName ?? '*']).map((name) => ({
      action: `cloudwatch:${action}`,
      resource: dashboardArn(account, name),
    }));
}

function checkDashboardBody(body: string): void {
  const problems = checkBody(body);
  if (problems === undefined) throw invalidInput('The field DashboardBody must be a valid JSON object');
  if (problems.length === 0) return;
  const told = problems.map(({ path, message }) => ({ dataPath: path, message }));
  throw new AwsError(
    'DashboardInvalidInputError',
    `The dashboard body is invalid, there are ${problems.length} validation errors:\n${JSON.stringify(told, null, 2)}`,
    {
      members: {
        dashboardValidationMessages: problems.map(({ path, message }) => ({
          DataPath: path,
          Message: message,
        })),
      },
    },
  );
}

function badName(name: string): string {
  return `The value ${name} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`;
}

function invalidInput(message: string): AwsError {
  return new AwsError('DashboardInvalidInputError', message);
}

function notFound(message: string): AwsError {
  return new AwsError('DashboardNotFoundError', message);
}
