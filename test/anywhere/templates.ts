/** Sandboxes to begin with: one for each stage of the lab, in which everything before it is done. */
import { join } from 'node:path';
import { isReadOperation } from '../../src/sandbox/faults.js';
import { hazardNames } from '../../src/sandbox/hazards.js';
import { openTestLab } from '../support/lab.js';
import { copySandbox, startTestSandbox, type TestSandbox } from '../support/sandbox.js';
import { type Inventory, inventoryOf } from './inventory.js';
import { attempt, STAGES, type Stage } from './stages.js';

export interface Template {
  /** A sandbox's folder, with all hazards on. Not to be changed: start on a copy. */
  readonly folder: string;
  /** The operations of all calls of the stage that change something, in their order. */
  readonly calls: readonly string[];
  /** What there is when the stage is done, undisturbed. */
  readonly reference: Inventory;
}

export type Templates = Readonly<Partial<Record<Stage, Template>>>;

/** Goes once through these stages, which must be the first ones, and keeps the sandbox as it is before each. */
export async function buildTemplates(folder: string, stages = STAGES): Promise<Templates> {
  const sandbox = await startTestSandbox();
  sandbox.server.hazards.set(hazardNames());
  const built: [Stage, Template][] = [];
  try {
    for (const stage of stages) {
      const before = join(folder, stage);
      copySandbox(sandbox.folder, before);
      const testLab = await openTestLab(sandbox);
      const ending = await attempt(testLab, stage);
      testLab.lab.close();
      if (ending.result !== 'done') throw new Error(`${stage}, undisturbed: ${JSON.stringify(ending)}`);
      const calls = testLab.calls
        .map(({ operation }) => operation)
        .filter((operation) => !isReadOperation(operation));
      built.push([stage, { folder: before, calls, reference: await onCopy(sandbox.folder, inventoryOf) }]);
    }
  } finally {
    await sandbox.close();
  }
  return Object.fromEntries(built);
}

export function templateOf(templates: Templates, stage: Stage): Template {
  const template = templates[stage];
  if (template === undefined) throw new Error(`no template for ${stage}`);
  return template;
}

/** Does something in a sandbox that begins as that of the folder is now, and throws it away. */
export async function onCopy<T>(folder: string, work: (sandbox: TestSandbox) => Promise<T>): Promise<T> {
  const sandbox = await startTestSandbox(folder);
  try {
    return await work(sandbox);
  } finally {
    await sandbox.close();
  }
}
