/** One question of an examination: what it comes to, or why it could not be answered. */
import { deniedAction } from '../aws/access-errors.js';
import { isHopeless } from '../aws/errors.js';
import { toProblem } from '../aws/explain.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { outlastTrouble } from '../lab/patience.js';

/** What is asked about. */
export type Subject = Pick<Finding, 'id' | 'area' | 'claim'>;
export type Answer = Pick<Finding, 'state' | 'found' | 'next'>;

/** Milliseconds to go on asking where AWS is out of order. Its clients outlast rates for longer. */
export const PATIENCE = 20_000;

/**
 * Asks until AWS has answered, for a while also where it is busy. A question that comes to nothing is `unknown`, and
 * ends no examination.
 * @throws what makes every question fail (credentials that are refused, an endpoint that nobody answers at), an
 * interruption, and bugs of ours.
 */
export async function ask(lab: Lab, subject: Subject, question: () => Promise<Answer>): Promise<Finding> {
  try {
    const what = `an answer about ${subject.id}`;
    return { ...subject, ...(await outlastTrouble(lab, { what, deadline: PATIENCE }, question)) };
  } catch (error) {
    if (lab.signal.aborted || isHopeless(error)) throw error;
    const problem = toProblem(error, lab);
    if (problem === undefined) throw error;
    const action = deniedAction(error)?.action;
    const next =
      action === undefined ? problem.next : `To have it examined, allow ${action}; the lab works without.`;
    return { ...subject, state: 'unknown', found: problem.message, next };
  }
}
