/** The same transaction sent twice: with one client request token it is done once. */
import { randomUUID } from 'node:crypto';
import { isTokenMismatch } from '../../aws/errors.js';
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { raiseCounter } from './actions.js';
import { readCount } from './probes.js';
import { outcomeInWords, writeTogether } from './transaction.js';

/** What was sent, what came back, and what it has done. */
interface Sending {
  readonly what: string;
  readonly answer: string;
  /** The counter afterwards. */
  readonly count: number;
}

/** Raises the counter under a token, again under the same, with other parameters, and under another token. */
export async function* replay(lab: Lab): AsyncGenerator<Check | Evidence> {
  const before = await readCount(lab);
  // A token is good for ten minutes: a fixed one would make the next run a replay of this one.
  const token = randomUUID();
  const first = await send(lab, 'raise by 1', token);
  const second = await send(lab, 'the same, same token', token);
  const other = await send(lab, 'raise by 2, same token', token, 2);
  const fresh = await send(lab, 'raise by 1, new token', randomUUID());

  yield showSendings([first, second, other, fresh]);
  yield compare({
    id: 'replay-without-effect',
    claim: 'Sent twice under one token, the transaction succeeds twice and is done once',
    expected: `written, written; raised by 1`,
    actual: `${first.answer}, ${second.answer}; raised by ${second.count - before}`,
    hint: `Somebody else may have raised the counter: run ${lab.commandLine('transact')} again.`,
  });
  yield compare({
    id: 'token-is-bound',
    claim: 'A token stands for one request: with other parameters it is refused',
    expected: 'IdempotentParameterMismatchException; raised by 0',
    actual: `${other.answer}; raised by ${other.count - second.count}`,
    hint: 'An emulator may not know tokens.',
  });
  yield compare({
    id: 'new-token-counts-again',
    claim: 'Under a new token it is a new transaction',
    expected: 'written; raised by 1',
    actual: `${fresh.answer}; raised by ${fresh.count - other.count}`,
    hint: `Somebody else may have raised the counter: run ${lab.commandLine('transact')} again.`,
  });
}

async function send(lab: Lab, what: string, token: string, by = 1): Promise<Sending> {
  const answer = await answerTo(lab, token, by);
  return { what, answer, count: await readCount(lab) };
}

async function answerTo(lab: Lab, token: string, by: number): Promise<string> {
  try {
    return outcomeInWords(await writeTogether(lab, [raiseCounter(lab, by)], { token }));
  } catch (error) {
    if (isTokenMismatch(error) && error instanceof Error) return error.name;
    throw error;
  }
}

function showSendings(sendings: readonly Sending[]): Evidence {
  return {
    kind: 'table',
    title: 'A counter, raised under client request tokens',
    data: {
      columns: ['sent', 'answer', 'counter'],
      rows: sendings.map(({ what, answer, count }) => [what, answer, count]),
      caption:
        'The SDK draws a token for every call, so that its own retries are safe. Yours need one of yours.',
    },
  };
}
