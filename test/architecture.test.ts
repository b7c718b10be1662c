import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * What each layer may import, besides itself (docs/architecture.md, "The layers"). `src/sandbox/client.ts` is
 * a layer of its own: the door through which the rest of the program reaches the sandbox.
 */
const MAY_IMPORT = {
  cli: ['commands', 'problem'],
  commands: ['ui', 'doctor', 'steps', 'resources', 'lab', 'aws', 'sandbox/client', 'state', 'problem'],
  ui: ['lab', 'problem'],
  doctor: ['steps', 'resources', 'lab', 'aws', 'state', 'problem'],
  steps: ['resources', 'lab', 'aws', 'problem'],
  resources: ['lab', 'aws', 'problem'],
  lab: ['aws', 'state', 'problem'],
  aws: ['sandbox/client', 'state', 'problem'],
  sandbox: ['sandbox/client', 'state', 'problem'],
  'sandbox/client': ['sandbox', 'state', 'problem'],
  state: ['problem'],
  problem: [],
} as const satisfies Record<string, readonly string[]>;
type Layer = keyof typeof MAY_IMPORT;

/** The only file that may import the SDK's schemas. */
const SCHEMA_FILE = 'sandbox/protocol/schemas.ts';
const SCHEMA_IMPORT = /from '@smithy\/core\/schema'|import\('@aws-sdk\/client-/;

const SOURCES = fileURLToPath(new URL('../src', import.meta.url));
const IMPORT = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'(\.{1,2}\/[^']+)'/g;

interface SourceFile {
  /** Relative to src, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

function sourceFiles(): SourceFile[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(SOURCES, path), 'utf8') }));
}

function layerOf(path: string): Layer {
  const name = path === 'sandbox/client.ts' ? 'sandbox/client' : path.replace(/[/.].*$/, '');
  if (!(name in MAY_IMPORT)) throw new Error(`${path} is in no layer that docs/architecture.md knows`);
  return name as Layer;
}

function importsOf(file: SourceFile): string[] {
  const from = dirname(join(SOURCES, file.path));
  return [...file.text.matchAll(IMPORT)].map(([, specifier]) =>
    relative(SOURCES, resolve(from, specifier ?? '')).replace(/\.js$/, '.ts'),
  );
}

function forbiddenImports(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  const allowed: readonly string[] = [layer, ...MAY_IMPORT[layer]];
  return importsOf(file)
    .filter((target) => !allowed.includes(layerOf(target)))
    .map((target) => `${file.path} imports ${target}`);
}

describe('the layers', () => {
  const files = sourceFiles();

  it('import downwards only', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(forbiddenImports)).toEqual([]);
  });

  it('notice a forbidden import', () => {
    const file = { path: 'lab/x.ts', text: "import { a } from '../ui/theme.js';\n" };

    expect(forbiddenImports(file)).toEqual(['lab/x.ts imports ui/theme.ts']);
  });

  it('read the schemas of the SDK in one file of the sandbox only', () => {
    const readers = files.filter(({ path, text }) => path.startsWith('sandbox/') && SCHEMA_IMPORT.test(text));

    expect(readers.map(({ path }) => path)).toEqual([SCHEMA_FILE]);
  });

  it('keep the table of contents free of AWS code', () => {
    const contents = files.find(({ path }) => path === 'steps/index.ts');

    expect(contents?.text).toBeDefined();
    expect(contents?.text).not.toMatch(/@aws-sdk/);
  });

  it("wait on the lab's clock: real time passes in one file outside of the sandbox", () => {
    const waiting = files
      .filter(({ path }) => !path.startsWith('sandbox/'))
      .filter(({ text }) => /timers\/promises|\bset(?:Timeout|Interval)\(/.test(text));

    expect(waiting.map(({ path }) => path)).toEqual(['aws/clock.ts']);
  });

  it('print and exit in ui and the entry point only', () => {
    const offenders = files
      .filter(({ path }) => /^(steps|resources|lab|aws|sandbox\/(protocol|services|http|store))\b/.test(path))
      .filter(({ text }) => /process\.(stdout|stderr|exit)\b|console\./.test(text));

    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});
