/** Whether the caller may do all that the lab does, service by service. */
import { deniedAction } from '../aws/access-errors.js';
import { isHopeless, isNotFound, isUnknownOperation } from '../aws/errors.js';
import { howToBeAllowed, toProblem } from '../aws/explain.js';
import type { Finding } from '../lab/finding.js';
import type { Lab } from '../lab/lab.js';
import { placeOf } from '../resources/arns.js';
import { isRoot } from './access.js';
import type { Examination } from './examination.js';
import { probeServices } from './probes.js';
import { neededPermissions } from './runner-policy.js';
import { type Decision, inquiriesOf, policySourceOf, serviceOf, simulate } from './simulation.js';

/** @throws what makes every question fail, and bugs of ours. */
export async function* examinePermissions({
  lab,
  caller,
}: Pick<Examination, 'lab' | 'caller'>): AsyncGenerator<Finding> {
  if (isRoot(caller)) {
    yield onPermissions({
      id: 'permission/root-user',
      claim: 'The lab may do what it needs',
      state: 'ok',
      found: 'the root user may do everything',
    });
    return;
  }
  const answer = await simulated(lab, caller);
  if ('decisions' in answer) {
    yield* findingsOf(lab, answer.decisions);
    if (lab.target.kind === 'aws') yield limitsOfSimulation();
    return;
  }
  yield onPermissions({
    id: 'permission/simulation',
    claim: 'IAM can be asked what the caller may do',
    state: 'unknown',
    found: `${answer.refusal}. Only calls that change nothing are tried instead`,
    next: `What the lab needs is printed by: ${lab.commandLine('doctor --policy')}`,
  });
  yield* probeServices(lab);
}

/** What IAM decides about each action, or why it does not. */
async function simulated(
  lab: Lab,
  caller: string,
): Promise<{ readonly decisions: readonly Decision[] } | { readonly refusal: string }> {
  try {
    const source = await policySourceOf(lab, caller);
    if (source === undefined) return { refusal: `IAM does not simulate ${caller}` };
    const inquiries = inquiriesOf(neededPermissions(lab.names, placeOf(lab.target)));
    const decisions = await Promise.all(inquiries.map((inquiry) => simulate(lab, source, inquiry)));
    return { decisions: decisions.flat() };
  } catch (error) {
    if (deniedAction(error) !== undefined) return { refusal: 'iam:SimulatePrincipalPolicy is not allowed' };
    if (isNotFound(error)) return { refusal: `IAM knows no user or role behind ${caller}` };
    if (isUnknownOperation(error)) return { refusal: 'This endpoint does not simulate policies' };
    const problem = toProblem(error, lab);
    if (lab.signal.aborted || isHopeless(error) || problem === undefined) throw error;
    // An emulator's own way of not knowing a call, or AWS out of order: the services may answer all the same.
    return { refusal: problem.message.replace(/\.$/, '') };
  }
}

function findingsOf(lab: Lab, decisions: readonly Decision[]): readonly Finding[] {
  const services = [...new Set(decisions.map(({ action }) => serviceOf(action)))];
  return services.map((service) =>
    serviceFinding(
      lab,
      service,
      decisions.filter(({ action }) => serviceOf(action) === service),
    ),
  );
}

/** An action may have been asked about several times, for several kinds of things. */
function serviceFinding(lab: Lab, service: string, decisions: readonly Decision[]): Finding {
  const count = new Set(decisions.map(({ action }) => action)).size;
  const subject = { id: `permission/${service}`, claim: `The lab may use ${service}` };
  const against = decisions.filter(({ allowed }) => !allowed);
  const denied = against.filter(({ dependsOn }) => dependsOn.length === 0);
  if (denied.length > 0) {
    const actions = new Set(denied.map(({ action }) => action));
    const reasons = [...new Set(denied.flatMap(({ because }) => because ?? []))];
    const why = reasons.length === 0 ? '' : `. What stands against it: ${reasons.join(', ')}`;
    return onPermissions({
      ...subject,
      state: 'blocker',
      found: `${actions.size} of ${count} actions ${actions.size === 1 ? 'is' : 'are'} denied: ${[...actions].join(', ')}${why}`,
      next: howToBeAllowed(lab),
    });
  }
  if (against.length > 0) {
    const actions = [...new Set(against.map(({ action }) => action))].join(', ');
    const keys = [...new Set(against.flatMap(({ dependsOn }) => dependsOn))].join(', ');
    return onPermissions({
      ...subject,
      state: 'unknown',
      found: `IAM's simulation denies ${actions}, without knowing ${keys}: a real call may be allowed`,
      next: howToBeAllowed(lab),
    });
  }
  const actions = count === 1 ? 'its one action is allowed' : `all ${count} actions are allowed`;
  return onPermissions({ ...subject, state: 'ok', found: actions });
}

function limitsOfSimulation(): Finding {
  return onPermissions({
    id: 'permission/simulation',
    claim: 'What IAM simulates is what it does',
    state: 'note',
    found:
      'as far as the policies and the permissions boundary of the caller go. It does not know policies of a session, policies on resources, nor conditions in those of an organization',
  });
}

function onPermissions(finding: Omit<Finding, 'area'>): Finding {
  return { area: 'permissions', ...finding };
}
