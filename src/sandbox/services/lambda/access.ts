/**
 * What calls to Lambda need permission for.
 * AWS: "Actions, resources, and condition keys for AWS Lambda" (Service Authorization Reference).
 */
import type { AccessOf, AccessTable } from '../../service.js';
import type { Access } from '../peers.js';
import { functionArn, parseFunctionName } from './names.js';

/** What the members of a request may be that say what it is about. */
interface Subject {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly Resource?: string;
  readonly Role?: string;
  readonly Principal?: string;
  readonly Tags?: object;
}

const ON_FUNCTION = [
  'GetFunction',
  'GetFunctionConfiguration',
  'GetFunctionCodeSigningConfig',
  'GetFunctionConcurrency',
  'GetFunctionEventInvokeConfig',
  'GetFunctionRecursionConfig',
  'GetPolicy',
  'GetRuntimeManagementConfig',
  'ListVersionsByFunction',
  'UpdateFunctionCode',
  'DeleteFunction',
  'PublishVersion',
  'PutFunctionConcurrency',
  'DeleteFunctionConcurrency',
] as const;

export const ACCESS: AccessTable = {
  ...Object.fromEntries(ON_FUNCTION.map((operation) => [operation, onFunction(`lambda:${operation}`)])),
  Invoke: onFunction('lambda:InvokeFunction'),
  AddPermission: onFunction('lambda:AddPermission', ({ Principal }) =>
    Principal === undefined ? {} : { 'lambda:Principal': Principal },
  ),
  RemovePermission: onFunction('lambda:RemovePermission'),
  CreateFunction: createFunction,
  UpdateFunctionConfiguration: withRole('lambda:UpdateFunctionConfiguration'),
  ...Object.fromEntries(
    ['TagResource', 'UntagResource', 'ListTags'].map((operation) => [
      operation,
      ({ Resource = '*' }: Subject) => [{ action: `lambda:${operation}`, resource: Resource }],
    ]),
  ),
};

function onFunction(
  action: string,
  conditions: (input: Subject) => Readonly<Record<string, string>> = () => ({}),
): AccessOf<Subject> {
  return (input, place) => {
    const { name, qualifier } = parseFunctionName(input.FunctionName ?? '', place, input.Qualifier);
    return [{ action, resource: functionArn(place, name, qualifier), conditions: conditions(input) }];
  };
}

/** Tags on creation are tagging. AWS: "Using tags on Lambda functions". */
function createFunction(...[input, place]: Parameters<AccessOf<Subject>>): readonly Access[] {
  return [
    ...withRole('lambda:CreateFunction')(input, place),
    ...(input.Tags === undefined ? [] : onFunction('lambda:TagResource')(input, place)),
  ];
}

/** Who gives a function its role hands on what the role may do. */
function withRole(action: string): AccessOf<Subject> {
  const base = onFunction(action);
  return (input, place) => {
    const passed: Access[] =
      input.Role === undefined
        ? []
        : [
            {
              action: 'iam:PassRole',
              resource: input.Role,
              conditions: {
                'iam:PassedToService': 'lambda.amazonaws.com',
                'iam:AssociatedResourceArn': base(input, place).map(({ resource }) => resource),
              },
            },
          ];
    return [...base(input, place), ...passed];
  };
}
