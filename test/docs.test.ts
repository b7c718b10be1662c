/** What the documentation says of tests and hazards is true. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { hazardNames } from '../src/sandbox/hazards.js';

const page = readFileSync(new URL('../docs/sandbox.md', import.meta.url), 'utf8');

/** The rows of the first table after a heading, as their cells. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  return (section.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The file of a test that the page names: `aws/clients`. Undefined where there is none. */
function fileOf(name: string): string | undefined {
  const paths = [name, `sandbox/${name}`]
    .flatMap((path) => [`${path}.test.ts`, `${path}.long.test.ts`])
    .map((path) => new URL(path, import.meta.url));
  return paths.map((path) => fileURLToPath(path)).find((path) => existsSync(path));
}

/** Tests that a cell names by their words (`aws/clients`: retries on the clock) and that are not there. */
function missingTitles(proof: string): string[] {
  const cited = [...proof.matchAll(/`([a-z0-9/-]+)`: ([^`;.,]+)/g)];
  return cited.flatMap(([quote, name = '', words = '']) => {
    const file = fileOf(name);
    if (file === undefined) return [];
    return readFileSync(file, 'utf8').toLowerCase().includes(words.trim().toLowerCase()) ? [] : [quote];
  });
}

/** Whether `aws/clients` or `sandbox/services/iam` names a test file, or a folder of them. */
function isTest(name: string): boolean {
  const path = fileURLToPath(new URL(name, import.meta.url));
  return [`${path}.test.ts`, `${path}.long.test.ts`, path].some((each) => existsSync(each));
}

describe("the page's table of hazards", () => {
  const rows = rowsUnder('Hazards').filter(([, shown = '']) => shown !== '');
  const quoted = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

  it('has every hazard, and none that there is not', () => {
    const shown = rows.flatMap(([, cell]) => quoted(cell));

    expect([...new Set(shown)].sort()).toEqual(expect.arrayContaining(hazardNames().sort()));
    const names: readonly string[] = hazardNames();
    expect(shown.filter((name) => /^[a-z]+-[a-z-]+$/.test(name) && !names.includes(name))).toEqual([]);
  });

  it('names tests that there are, or says why there is none', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const [line, , proof = ''] of rows) {
      const tests = quoted(proof).filter((name) => name.includes('/'));
      expect(
        tests.filter((name) => !isTest(name)),
        line,
      ).toEqual([]);
      expect(missingTitles(proof), line).toEqual([]);
      expect(tests.length > 0 || /^(comes with|the same|`anywhere`)/.test(proof), line).toBe(true);
    }
  });
});

it("the page's table of attacks names tests that there are", () => {
  const rows = rowsUnder('Why nobody else gets in');

  expect(rows.length).toBeGreaterThan(15);
  for (const [attempt, , proof = ''] of rows) {
    const tests = [...proof.matchAll(/`([a-z0-9/-]+)`/g)].map(([, name = '']) => name);
    expect(tests.length, attempt).toBeGreaterThan(0);
    expect(missingTitles(proof), attempt).toEqual([]);
    expect(
      tests.filter((name) => !isTest(name) && !isTest(`sandbox/${name}`)),
      attempt,
    ).toEqual([]);
  }
});
