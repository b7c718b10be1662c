/** The event source mapping: it is on, and each setting is as it should be. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { actualSettings, expectedSettings, SETTINGS } from '../../resources/mapping-spec.js';
import { listMappings } from '../../resources/read-mapping.js';
import { streamMapping } from './specs.js';

const NONE = 'no event source mapping';

/** By the setting, with what it should be. */
const CLAIMS: Readonly<Record<(typeof SETTINGS)[number], (expected: string) => string>> = {
  source: () => "It reads the table's stream as it is now; a table that is made again has another",
  'starting position': () => 'It begins with the oldest change that the stream still keeps',
  'batch size': (most) => `It calls the function with up to ${most} changes at once`,
  window: (longest) => `It waits up to ${longest} for a batch to fill`,
  retries: (most) => `What fails is tried again ${most} times; by default it would block its shard for a day`,
  bisect: () => 'A batch that fails is split, so that one record does not take others with it',
  reports: () => 'The function says which records failed, so that the rest is not sent again',
  'on failure': () => 'What is given up goes to the queue',
  filters: () => 'Every change is told',
};

/** @param streamArn of the table as it is now; undefined where it has none. */
export async function* inspectMapping(lab: Lab, streamArn: string | undefined): AsyncGenerator<Check> {
  const mappings = await listMappings(lab, lab.names.streamProcessor);
  const mapping = mappings.find(({ EventSourceArn }) => EventSourceArn === streamArn) ?? mappings[0];
  const hint = `Run ${lab.commandLine('attach-stream')}: it sets what differs.`;
  const { State = NONE } = mapping ?? {};
  yield compare({
    id: 'mapping-enabled',
    claim: 'Lambda polls the stream for the function',
    expected: 'Enabled',
    actual: State,
    pending: ['Creating', 'Enabling', 'Updating'].includes(State),
    hint: `Run ${lab.commandLine('attach-stream')}: it turns the mapping on and waits until it is.`,
  });
  const expected = expectedSettings(
    streamMapping(lab, streamArn ?? 'the stream of a table that is not there'),
  );
  const actual = mapping === undefined ? undefined : actualSettings(mapping);
  for (const setting of SETTINGS) {
    yield compare({
      id: `mapping-${setting.replaceAll(' ', '-')}`,
      claim: CLAIMS[setting](expected[setting]),
      expected: expected[setting],
      actual: actual?.[setting] ?? NONE,
      hint,
    });
  }
}
