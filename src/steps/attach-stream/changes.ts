/** Part 1: an order is inserted, changed and removed, and the function tells of exactly that, with both images. */
import { isDeepStrictEqual } from 'node:util';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { awaitProof } from '../await-proof.js';
import type { OrderItem } from '../orders.js';
import { readLog, type ToldChange } from './log.js';
import { beginRun, insertProbe, modifyProbe, probe, removeProbe } from './probes.js';
import { processingInWords } from './processing.js';

interface Change {
  readonly event: string;
  readonly claim: string;
  readonly oldImage: OrderItem | undefined;
  readonly newImage: OrderItem | undefined;
}

export async function* tellChanges(lab: Lab): AsyncGenerator<Check | Evidence> {
  const run = beginRun(lab);
  const inserted = probe(run, 0, 'processing');
  await insertProbe(lab, inserted);
  const modified = await modifyProbe(lab, inserted, 'completed');
  await removeProbe(lab, inserted);
  const expected: readonly Change[] = [
    { event: 'INSERT', claim: 'inserted', oldImage: undefined, newImage: inserted },
    { event: 'MODIFY', claim: 'changed', oldImage: inserted, newImage: modified },
    { event: 'REMOVE', claim: 'removed', oldImage: modified, newImage: undefined },
  ];

  const { changes } = await awaitProof(lab, {
    what: 'the function to tell of three changes',
    reason: 'Lambda polls the stream, and CloudWatch shows a log line when it has it',
    look: () => readLog(lab, run),
    isAll: (told) => told.changes.length >= expected.length,
  });
  yield showTold(changes);
  const hint = `${await processingInWords(lab)} Run ${lab.commandLine('attach-stream')} again, then look into the function's log.`;
  for (const change of expected) yield toldCheck(change, changes, hint);
  const order = expected.map(({ event }) => event).join(', ');
  yield compare({
    id: 'changes-in-order',
    claim: 'It tells of these three and of nothing else, in the order in which they happened',
    expected: order,
    actual: changes.map(({ event }) => event).join(', ') || 'nothing',
    hint,
  });
}

function toldCheck({ event, claim, ...images }: Change, changes: readonly ToldChange[], hint: string): Check {
  const told = changes.find((change) => change.event === event);
  const expected = imagesInWords(images);
  const isSame =
    isDeepStrictEqual(told?.oldImage, images.oldImage) && isDeepStrictEqual(told?.newImage, images.newImage);
  const other = told === undefined ? 'not told' : imagesInWords(told);
  return compare({
    id: `told-${event.toLowerCase()}`,
    claim: `An order is ${claim}: the function tells ${event}, with the order before and after`,
    expected,
    // Where the difference is in what the words leave out, they must not read alike.
    actual: isSame ? expected : other === expected ? `${other}, but with other attributes` : other,
    hint,
  });
}

function imagesInWords({ oldImage, newImage }: Pick<ToldChange, 'oldImage' | 'newImage'>): string {
  return `${statusOf(oldImage)} → ${statusOf(newImage)}`;
}

function statusOf(image: OrderItem | undefined): string {
  return image === undefined ? 'none' : (image.order_status?.S ?? 'no status');
}

function showTold(changes: readonly ToldChange[]): Evidence {
  return {
    kind: 'table',
    title: 'What the function saw',
    data: {
      columns: ['event', 'status before', 'status after', 'sequence number'],
      rows: changes.map(({ event, oldImage, newImage, sequenceNumber }) => [
        event,
        statusOf(oldImage),
        statusOf(newImage),
        sequenceNumber,
      ]),
    },
  };
}
