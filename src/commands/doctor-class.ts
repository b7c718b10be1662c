/** `doctor --class`: all labs of an account at once, for whoever looks after a class. Changes nothing. */
import { toProblem } from '../aws/explain.js';
import { readClass } from '../doctor/class.js';
import type { ClassReport } from '../lab/class-report.js';
import { namesFor } from '../lab/names.js';
import { ExitCode, Problem } from '../problem.js';
import { openStateFolder } from '../state/home.js';
import { classLines } from '../ui/class-view.js';
import { showBanner } from './consent.js';
import { openExamination } from './examining.js';
import type { Invocation } from './invocation.js';

/**
 * Judges nothing: what it finds is no failure. With `--prefix`, only the labs of that prefix, each in full.
 * @throws {Problem} where nobody is reached, or nobody lets us in.
 */
export async function showClass(invocation: Invocation): Promise<ExitCode> {
  const { flags, screen } = invocation;
  const { prefix } = namesFor(flags.prefix);
  const stateFolder = openStateFolder();
  const opened = await openExamination(invocation);
  if (opened instanceof Problem) throw opened;
  const { lab } = opened.examination;
  try {
    const report = await readClass({ ...opened.examination, stateFolder });
    screen.status(undefined);
    const shown = prefix === '' ? report : ofPrefix(report, prefix);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(shown)}\n`);
    } else {
      showBanner(invocation, lab);
      screen.print(...classLines(shown, { inFull: prefix !== '' }, screen.width(), screen.theme));
    }
    return ExitCode.Ok;
  } catch (error) {
    throw toProblem(error, lab) ?? error;
  } finally {
    screen.status(undefined);
    opened.close();
  }
}

function ofPrefix(report: ClassReport, prefix: string): ClassReport {
  return { ...report, labs: report.labs.filter((lab) => lab.prefix === prefix), orphans: [] };
}
