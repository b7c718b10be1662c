/** What IAM says that the caller may do, without doing it. AWS: "SimulatePrincipalPolicy" (IAM API Reference). */
import {
  ContextKeyTypeEnum,
  type EvaluationResult,
  GetRoleCommand,
  IAMClient,
  paginateSimulatePrincipalPolicy,
} from '@aws-sdk/client-iam';
import { deniedAction } from '../aws/access-errors.js';
import type { Lab } from '../lab/lab.js';
import { tagMap } from '../lab/ownership.js';
import { outlastTrouble } from '../lab/patience.js';
import { globalArnIn, placeOf } from '../resources/arns.js';
import { PATIENCE } from './question.js';
import type { NeededPermission } from './runner-policy.js';

/** Actions that are asked about together: each of them on each of the resources. */
export interface Inquiry {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What a request would say of itself, by condition key. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Decision {
  /** `dynamodb:CreateTable` */
  readonly action: string;
  readonly allowed: boolean;
  /** What stands against it, as far as IAM tells: "an explicit Deny". */
  readonly because?: string;
  /** What IAM has not known and a real call brings along: condition keys, of any policy of the caller. */
  readonly dependsOn: readonly string[];
}

/** In place of what only AWS knows: an API's id, a stream's label. */
const EXAMPLE = 'example';
/** Why it is denied. AWS: "Testing IAM policies with the IAM policy simulator". */
const ORGANIZATION = 'a policy of the organization (SCP)';
/** IAM does not evaluate those of an organization's policies, and takes them for a denial. */
const UNKNOWN_CONDITIONS = "the conditions of the organization's policies";
const ASSUMED_ROLE = /^arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+)\/.+$/;
const USER = /^arn:[^:]+:iam::\d{12}:user\/.+$/;

/**
 * Permissions that can be asked for with one call, by the statement and the service that they belong to. Each brings
 * all that any of them would say of itself: IAM misses whatever any policy of the caller asks for, and then nobody knows
 * whether that is why it denies.
 */
export function inquiriesOf(needed: readonly NeededPermission[]): readonly Inquiry[] {
  const context = Object.fromEntries(needed.flatMap((one) => Object.entries(one.context)));
  const inquiries = new Map<string, { actions: Set<string>; resources: Set<string> }>();
  for (const { sid, action, resource } of needed) {
    const service = serviceOf(action);
    // A statement for several services has the resources of all of them.
    if (resource !== '*' && resource.split(':')[2] !== service) continue;
    const key = `${sid}/${service}`;
    const inquiry = inquiries.get(key) ?? { actions: new Set(), resources: new Set() };
    inquiries.set(key, inquiry);
    inquiry.actions.add(action);
    inquiry.resources.add(resource === '*' ? resource : resource.replaceAll('*', EXAMPLE));
  }
  return [...inquiries.values()].map(({ actions, resources }) => ({
    actions: [...actions],
    resources: [...resources],
    context,
  }));
}

export function serviceOf(action: string): string {
  return action.split(':', 1)[0] ?? action;
}

/**
 * The user or role whose policies decide what the caller may do; undefined where there is none that IAM knows, as for
 * a federated user. A session's ARN does not tell the path of its role, so IAM is asked; where it does not answer, the
 * role is taken to have none.
 */
export async function policySourceOf(lab: Lab, caller: string): Promise<string | undefined> {
  if (USER.test(caller)) return caller;
  const role = ASSUMED_ROLE.exec(caller)?.[1];
  if (role === undefined) return undefined;
  try {
    const { Role } = await lab.client(IAMClient).send(new GetRoleCommand({ RoleName: role }));
    if (Role?.Arn !== undefined) return Role.Arn;
  } catch (error) {
    if (deniedAction(error) === undefined) throw error;
  }
  return globalArnIn(placeOf(lab.target), 'iam', `role/${role}`);
}

/** One decision for each action: allowed where it is on every one of the resources. */
export function simulate(lab: Lab, source: string, inquiry: Inquiry): Promise<readonly Decision[]> {
  const what = `IAM to say what ${source} may do`;
  return outlastTrouble(lab, { what, deadline: PATIENCE }, async () => {
    const pages = paginateSimulatePrincipalPolicy(
      { client: lab.client(IAMClient) },
      {
        PolicySourceArn: source,
        ActionNames: [...inquiry.actions],
        ResourceArns: [...inquiry.resources],
        ContextEntries: contextOf(lab, inquiry.context),
      },
    );
    const results: EvaluationResult[] = [];
    for await (const { EvaluationResults = [] } of pages) results.push(...EvaluationResults);
    return inquiry.actions.map((action) =>
      decide(
        action,
        results.filter(({ EvalActionName }) => EvalActionName === action),
      ),
    );
  });
}

/** What policies of the caller may ask for besides: where the call goes, and the tags that it brings. */
function contextOf({ target, ownership }: Lab, own: Inquiry['context']) {
  const tags = Object.entries(tagMap(ownership));
  const known: Readonly<Record<string, string>> = {
    'aws:RequestedRegion': target.region,
    'aws:SecureTransport': 'true',
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    ...own,
  };
  return [
    ...Object.entries(known).map(([name, value]) => ({
      ContextKeyName: name,
      ContextKeyType: name === 'aws:SecureTransport' ? ContextKeyTypeEnum.BOOLEAN : ContextKeyTypeEnum.STRING,
      ContextKeyValues: [value],
    })),
    {
      ContextKeyName: 'aws:TagKeys',
      ContextKeyType: ContextKeyTypeEnum.STRING_LIST,
      ContextKeyValues: tags.map(([key]) => key),
    },
  ];
}

function decide(action: string, results: readonly EvaluationResult[]): Decision {
  const against = results.flatMap(deniedBy);
  const missing = results.flatMap((result) => [
    ...(result.MissingContextValues ?? []),
    ...(result.ResourceSpecificResults ?? []).flatMap(
      ({ MissingContextValues = [] }) => MissingContextValues,
    ),
  ]);
  const [because] = against.filter((reason) => reason !== '');
  return {
    action,
    allowed: results.length > 0 && against.length === 0,
    ...(because === undefined ? {} : { because }),
    dependsOn: [...new Set(missing), ...(against.includes(ORGANIZATION) ? [UNKNOWN_CONDITIONS] : [])],
  };
}

/** Why it is denied: '' where just nothing allows it; [] where it is allowed. */
function deniedBy(result: EvaluationResult): readonly string[] {
  const { ResourceSpecificResults: each = [] } = result;
  const decisions =
    each.length > 0 ? each.map(({ EvalResourceDecision }) => EvalResourceDecision) : [result.EvalDecision];
  if (decisions.every((decision) => decision === 'allowed')) return [];
  if (result.OrganizationsDecisionDetail?.AllowedByOrganizations === false) {
    return [ORGANIZATION];
  }
  const boundaries = [result, ...each].map(
    ({ PermissionsBoundaryDecisionDetail }) => PermissionsBoundaryDecisionDetail,
  );
  if (boundaries.some((boundary) => boundary?.AllowedByPermissionsBoundary === false)) {
    return ['the permissions boundary of the caller'];
  }
  return [decisions.includes('explicitDeny') ? 'an explicit Deny' : ''];
}
