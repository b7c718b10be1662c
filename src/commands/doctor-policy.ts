/** `doctor --policy`: what a learner must be allowed, as an IAM policy for this lab's prefix, region and account. */
import { policyText } from '../doctor/runner-policy.js';
import type { Lab } from '../lab/lab.js';
import { ExitCode } from '../problem.js';
import { placeOf } from '../resources/arns.js';
import { printNote } from '../ui/problem-output.js';
import type { Invocation } from './invocation.js';
import { looking } from './looking.js';

/**
 * Nothing but the document on stdout, so that it can be written into a file; what to do with it on stderr.
 * @throws {Problem} where it cannot be asked which account this is.
 */
export async function printPolicy(invocation: Invocation): Promise<ExitCode> {
  const { text, advice } = await looking(invocation, async (lab) => ({
    text: policyText(lab.names, placeOf(lab.target)),
    advice: adviceFor(lab),
  }));
  process.stdout.write(`${text}\n`);
  printNote(advice, invocation.flags.color);
  return ExitCode.Ok;
}

function adviceFor({ target, names, commandLine }: Lab): string {
  const { account, region } = target;
  const save = `  ${commandLine('doctor --policy')} > policy.json`;
  const about = `All that the lab${names.prefix === '' ? '' : ` ${names.prefix}`} needs in account ${account}, region ${region}, and no more.`;
  if (target.kind === 'sandbox') {
    return [
      `${about} To work in the sandbox under it:`,
      save,
      '  orders-lab sandbox policy policy.json',
      'For an account of your own, add --aws.',
    ].join('\n');
  }
  const name = `orders-lab-${names.labId.replace(/-$/, '')}-${region}`;
  return [
    `${about} To allow it to a user:`,
    save,
    `  aws iam create-policy --policy-name ${name} --policy-document file://policy.json`,
    `  aws iam attach-user-policy --user-name NAME --policy-arn ${policyArn(target, name)}`,
    'With IAM Identity Center, make it the inline policy of a permission set.',
  ].join('\n');
}

function policyArn({ account, region }: Lab['target'], name: string): string {
  const { partition } = placeOf({ account, region });
  return `arn:${partition}:iam::${account}:policy/${name}`;
}
