/** Builds the templates once for all test files, and prints at the end what all of them have counted. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeTestFolder } from '../support/store.js';
import type { Tally } from './every-call.js';
import { lineOf, tableOf, type WithoutActions } from './report.js';
import { buildTemplates, type Templates } from './templates.js';

declare module 'vitest' {
  interface ProvidedContext {
    readonly templates: Templates;
    /** The file that tests append their tallies to, one per line. */
    readonly tallies: string;
    /** The same for trials without an action of the learner's policy. */
    readonly withoutActions: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = makeTestFolder();
  const tallies = join(folder.path, 'tallies.ndjson');
  project.provide('templates', await buildTemplates(folder.path));
  const withoutActions = join(folder.path, 'without-actions.ndjson');
  project.provide('tallies', tallies);
  project.provide('withoutActions', withoutActions);
  return () => {
    if (existsSync(tallies)) process.stdout.write(`\n${tableOf(readLines<Tally>(tallies))}\n`);
    if (existsSync(withoutActions)) {
      process.stdout.write(`\n${lineOf(readLines<WithoutActions>(withoutActions))}\n`);
    }
    folder.remove();
  };
}

function readLines<T>(file: string): T[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line): T => JSON.parse(line));
}
