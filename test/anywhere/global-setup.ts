/** Builds the templates once for all test files, and prints at the end what all of them have counted. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeTestFolder } from '../support/store.js';
import type { Tally } from './every-call.js';
import { tableOf } from './report.js';
import { buildTemplates, type Templates } from './templates.js';

declare module 'vitest' {
  interface ProvidedContext {
    readonly templates: Templates;
    /** The file that tests append their tallies to, one per line. */
    readonly tallies: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = makeTestFolder();
  const tallies = join(folder.path, 'tallies.ndjson');
  project.provide('templates', await buildTemplates(folder.path));
  project.provide('tallies', tallies);
  return () => {
    if (existsSync(tallies)) process.stdout.write(`\n${tableOf(readTallies(tallies))}\n`);
    folder.remove();
  };
}

function readTallies(file: string): Tally[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line): Tally => JSON.parse(line));
}
