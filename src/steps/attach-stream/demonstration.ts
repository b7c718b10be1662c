/** The proof: changes are told with their images; what cannot be processed is parked, and holds up nothing. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { thenRemove } from '../then-remove.js';
import { tellChanges } from './changes.js';
import { parkPoison } from './poison.js';
import { presentProbes, removeProbes } from './probes.js';

export async function* demonstrateStream(lab: Lab): AsyncGenerator<Check | Evidence> {
  // What a killed run has left.
  await removeProbes(lab);
  yield* thenRemove(parts(lab), {
    remove: () => removeProbes(lab),
    tellLeftovers: () => tellLeftovers(lab),
  });
  const left = await presentProbes(lab);
  yield compare({
    id: 'probes-removed',
    claim: 'The table is as it was before this step',
    expected: 'none of its orders left',
    actual: left.length === 0 ? 'none of its orders left' : `${left.length} of its orders`,
    hint: `Run ${lab.commandLine('attach-stream')} again: it removes them before it begins.`,
  });
}

async function* parts(lab: Lab): AsyncGenerator<Check | Evidence> {
  let told = true;
  for await (const said of tellChanges(lab)) {
    if ('claim' in said) told &&= said.ok;
    yield said;
  }
  // Where not even a good order arrives, a bad one would be waited for in vain.
  if (told) yield* parkPoison(lab);
}

function tellLeftovers(lab: Lab): void {
  lab.emit({
    event: 'note',
    step: 'attach-stream',
    tone: 'warning',
    text: `The orders that this step tries things with may still be in the table. ${lab.commandLine('attach-stream')} removes them before it begins.`,
  });
}
