/** The function: it can be called, its code is ours, and each setting is as it should be. */
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { ROLE_PATH, roleOf } from '../../lab/names.js';
import { readFunctionCode } from '../../resources/function-code.js';
import { describeFunction } from '../../resources/lambda-function.js';
import { FUNCTION, streamFunction } from './specs.js';

const NONE = 'no such function';

export async function* inspectFunction(lab: Lab): AsyncGenerator<Check> {
  const { names, target } = lab;
  const rolePath = `role${ROLE_PATH}${roleOf(names.streamProcessor, target.region)}`;
  const spec = streamFunction(names, rolePath);
  const configuration = await describeFunction(lab, spec.name);
  const hint = `Run ${lab.commandLine('attach-stream')}: it updates the function.`;
  yield compare({
    id: 'function-active',
    claim: `The function ${spec.name} can be called`,
    expected: 'Active',
    actual: configuration === undefined ? NONE : stateInWords(configuration),
    pending: configuration?.State === 'Pending' || configuration?.LastUpdateStatus === 'InProgress',
    hint: `Run ${lab.commandLine('attach-stream')}: it waits until the function is Active.`,
  });
  yield compare({
    id: 'function-code',
    claim: 'Its code is what this version of orders-lab brings along, by its hash',
    expected: readFunctionCode(FUNCTION).sha256,
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
      `It is ended when it takes longer than ${spec.timeout} s for a batch`,
      `${spec.timeout} s`,
      ({ Timeout }) => `${Timeout} s`,
    ],
    ['role', 'It runs as its own role', spec.role, ({ Role = '' }) => Role.split(':').at(-1)],
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
