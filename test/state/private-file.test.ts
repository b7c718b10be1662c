import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../../src/problem.js';
import {
  appendPrivateFile,
  claimPrivateFile,
  readPrivateFile,
  readPrivateJson,
  writePrivateFile,
} from '../../src/state/private-file.js';
import { makeTestFolder, type TestFolder } from '../support/store.js';

let folder: TestFolder;
let path: string;
beforeEach(() => {
  folder = makeTestFolder();
  path = join(folder.path, 'file.json');
});
afterEach(() => folder.remove());

describe('a private file', () => {
  it('is written whole, for its owner only, and read back', () => {
    expect(readPrivateFile(path)).toBeUndefined();
    writePrivateFile(path, 'one');
    writePrivateFile(path, 'two');
    expect(readPrivateFile(path)).toBe('two');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path)).toEqual(['file.json']);
  });

  it('grows at its end', () => {
    appendPrivateFile(path, '{"n":1}\n');
    appendPrivateFile(path, '{"n":2}\n');
    expect(readPrivateFile(path)).toBe('{"n":1}\n{"n":2}\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is not reached through a symbolic link, to a file or to nothing', () => {
    const target = join(folder.path, 'target');
    for (const content of [undefined, 'precious']) {
      // Prepare
      if (content !== undefined) writeFileSync(target, content);
      const link = join(folder.path, `link to ${content}`);
      symlinkSync(target, link);
      // Act and assess
      expect(() => readPrivateFile(link)).toThrow(Problem);
      expect(() => writePrivateFile(link, 'x')).toThrow(Problem);
      expect(() => appendPrivateFile(link, 'x')).toThrow(Problem);
      expect(() => claimPrivateFile(link)).toThrow(Problem);
      expect(existsSync(target)).toBe(content !== undefined);
    }
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it('is closed when it was open to others, by whatever opens it', () => {
    const ways = [readPrivateFile, claimPrivateFile, (at: string) => appendPrivateFile(at, 'more')];
    for (const open of ways) {
      writeFileSync(path, 'text');
      chmodSync(path, 0o666);
      open(path);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    expect(readPrivateFile(path)).toBe('textmore');
  });

  it("is not another user's", () => {
    // Prepare: only the superuser can make one, and only for the superuser is there none on every machine.
    const superuser = process.getuid?.() === 0;
    const foreign = superuser ? path : '/etc/passwd';
    if (superuser) writeFileSync(foreign, 'theirs');
    if (superuser) chownSync(foreign, 65534, 65534);
    const before = readFileSync(foreign, 'utf8');
    // Act and assess
    expect(() => readPrivateFile(foreign)).toThrow(Problem);
    expect(() => appendPrivateFile(foreign, 'x')).toThrow(Problem);
    expect(() => claimPrivateFile(foreign)).toThrow(Problem);
    expect(readFileSync(foreign, 'utf8')).toBe(before);
  });

  it('that a library will open is made empty, and kept as it is', () => {
    claimPrivateFile(path);
    expect(readPrivateFile(path)).toBe('');
    writePrivateFile(path, 'kept');
    claimPrivateFile(path);
    expect(readPrivateFile(path)).toBe('kept');
  });

  it('is no folder', () => {
    mkdirSync(path);
    expect(() => readPrivateFile(path)).toThrow(Problem);
    expect(() => appendPrivateFile(path, 'x')).toThrow(Problem);
    expect(() => writePrivateFile(path, 'x')).toThrow(Problem);
    expect(readdirSync(folder.path)).toEqual(['file.json']);
  });
});

describe('readPrivateJson', () => {
  const parse = (content: unknown): string[] => {
    if (!Array.isArray(content)) throw new Error('no list');
    return content.map(String);
  };

  it('checks what it reads', () => {
    expect(readPrivateJson(path, parse)).toBeUndefined();
    writePrivateFile(path, '["a"]');
    expect(readPrivateJson(path, parse)).toEqual(['a']);
  });

  it.each(['', '{', '{}', '["a"'])('names the file that is damaged: %j', (content) => {
    writePrivateFile(path, content);
    const act = (): unknown => readPrivateJson(path, parse);
    expect(act).toThrow(Problem);
    expect(act).toThrow(path);
  });
});
