/** The REST API itself: that there is one, and who may come to it from where. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import type { ExistingApi } from '../../resources/read-rest-api.js';
import { restApi } from './specs.js';

const NONE = 'no such API';

/** @param count of the lab's APIs of that name. */
export async function* inspectApi(
  lab: Lab,
  api: ExistingApi | undefined,
  count: number,
): AsyncGenerator<Check> {
  const spec = restApi(lab);
  const hint = `Run ${lab.commandLine('build-api')}: it sets what differs.`;
  yield compare({
    id: 'api-once',
    claim: `There is one API ${spec.name} of this lab: names are not unique, and a lost answer may leave two`,
    expected: 'one',
    actual: count === 1 ? 'one' : count === 0 ? 'none' : String(count),
    hint: `Run ${lab.commandLine('build-api')}: it keeps the one with the stage.`,
  });
  const settings: readonly (readonly [
    id: string,
    claim: string,
    expected: string,
    read: (existing: ExistingApi) => string,
  ])[] = [
    [
      'api-description',
      'It says what it is for',
      spec.description,
      ({ description }) => description ?? 'nothing',
    ],
    [
      'api-endpoint',
      'It is reached in its own region, not through the edge network that API Gateway would choose',
      'REGIONAL',
      ({ endpointConfiguration }) => endpointConfiguration?.types?.join(', ') || 'not told',
    ],
    [
      'api-reachable',
      "It answers at AWS's own address, to everybody",
      'yes',
      ({ disableExecuteApiEndpoint, policy }) =>
        [
          ...(disableExecuteApiEndpoint ? ['its address is off'] : []),
          ...(policy ? [`policy ${policy}`] : []),
        ].join('; ') || 'yes',
    ],
    [
      'api-text',
      'Bodies reach the function as text, not in base64',
      'all of them',
      ({ binaryMediaTypes = [] }) =>
        binaryMediaTypes.length === 0 ? 'all of them' : `but ${binaryMediaTypes.join(', ')}`,
    ],
  ];
  for (const [id, claim, expected, read] of settings) {
    yield compare({ id, claim, expected, actual: api === undefined ? NONE : read(api), hint });
  }
}
