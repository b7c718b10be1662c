/** A function: it can be called, its code is ours, and each setting is as it should be. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { StepId } from '../../lab/step.js';
import { readFunctionCode } from '../../resources/function-code.js';
import { environmentOf, type FunctionSpec } from '../../resources/function-spec.js';
import { describeFunction } from '../../resources/lambda-function.js';

const NONE = 'no such function';

export interface ExpectedFunction {
  /** With the role as the end of its ARN: `role/orders-lab/…`. */
  readonly spec: FunctionSpec;
  /** The folder in assets/lambda that it is made of. */
  readonly code: string;
  /** What its timeout is for: "a batch". */
  readonly unit: string;
  /** What makes and updates it. */
  readonly step: StepId;
}

export async function* inspectFunction(
  lab: Lab,
  { spec, code, unit, step }: ExpectedFunction,
): AsyncGenerator<Check> {
  const configuration = await describeFunction(lab, spec.name);
  const hint = `Run ${lab.commandLine(step)}: it updates the function.`;
  yield compare({
    id: 'function-active',
    claim: `The function ${spec.name} can be called`,
    expected: 'Active',
    actual: configuration === undefined ? NONE : stateInWords(configuration),
    pending: configuration?.State === 'Pending' || configuration?.LastUpdateStatus === 'InProgress',
    hint: `Run ${lab.commandLine(step)}: it waits until the function is Active.`,
  });
  yield compare({
    id: 'function-code',
    claim: 'Its code is what this version of orders-lab brings along, by its hash',
    expected: readFunctionCode(code).sha256,
    actual: configuration?.CodeSha256 ?? NONE,
    hint,
  });
  const settings: readonly Setting[] = [
    ['runtime', `It runs on ${spec.runtime}, which AWS keeps up`, spec.runtime, ({ Runtime }) => Runtime],
    [
      'architecture',
      'It runs on Graviton, which costs a fifth less',
      spec.architecture,
      ({ Architectures }) => Architectures?.join(', '),
    ],
    [
      'handler',
      `Lambda calls what the code exports, ${spec.handler}`,
      spec.handler,
      ({ Handler }) => Handler,
    ],
    [
      'memory',
      `It has ${spec.memory} MB of memory`,
      `${spec.memory} MB`,
      ({ MemorySize }) => `${MemorySize} MB`,
    ],
    [
      'timeout',
      `It is ended when it takes longer than ${spec.timeout} s for ${unit}`,
      `${spec.timeout} s`,
      ({ Timeout }) => `${Timeout} s`,
    ],
    ['role', 'It runs as its own role', spec.role, ({ Role = '' }) => Role.split(':').at(-1)],
    ...environmentSetting(spec),
  ];
  for (const [id, claim, expected, read] of settings) {
    const actual = configuration === undefined ? NONE : (read(configuration) ?? 'not told');
    yield compare({ id: `function-${id}`, claim, expected, actual, hint });
  }
}

type Setting = readonly [
  id: string,
  claim: string,
  expected: string,
  read: (configuration: FunctionConfiguration) => string | undefined,
];

/** Only for functions that are given something. */
function environmentSetting({ environment }: FunctionSpec): readonly Setting[] {
  if (environment === undefined) return [];
  return [
    [
      'environment',
      'It is told where the orders are, and nothing else',
      variablesInWords(environment),
      (configuration) => variablesInWords(environmentOf(configuration)),
    ],
  ];
}

function variablesInWords(variables: Readonly<Record<string, string>>): string {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return words.toSorted().join(', ') || 'nothing';
}

/** `Active`; where an update has failed or goes on, that too. */
function stateInWords({
  State,
  StateReason,
  LastUpdateStatus,
  LastUpdateStatusReason,
}: FunctionConfiguration) {
  const update =
    LastUpdateStatus === undefined || LastUpdateStatus === 'Successful'
      ? []
      : [`last update ${LastUpdateStatus}`];
  const reason = LastUpdateStatusReason ?? StateReason;
  const why = reason !== undefined && (update.length > 0 || State !== 'Active') ? [reason] : [];
  return [State ?? 'Active', ...update, ...why].join(': ');
}
