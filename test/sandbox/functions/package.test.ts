import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PackageError, removeUnused, unpack } from '../../../src/sandbox/functions/package.js';
import { makeTestFolder, type TestFolder } from '../../support/store.js';

let folder: TestFolder;

beforeEach(() => {
  folder = makeTestFolder();
});
afterEach(() => folder.remove());

const zip = (files: Zippable): Uint8Array => zipSync(files);
const TEXT = strToU8('x');
const SYMBOLIC_LINK = 0o120777 << 16;

describe('a deployment package', () => {
  it('is unpacked once for each content', () => {
    const archive = zip({
      'index.mjs': strToU8('one'),
      'lib/': new Uint8Array(),
      'a/b/c.txt': strToU8('two'),
    });

    const first = unpack(archive, folder.path);
    const second = unpack(archive, folder.path);

    expect(second).toEqual(first);
    expect(first.size).toBe(archive.length);
    expect(readdirSync(folder.path)).toEqual([first.folder]);
    expect(readFileSync(join(folder.path, first.folder, 'a/b/c.txt'), 'utf8')).toBe('two');
    expect(existsSync(join(folder.path, first.folder, 'lib'))).toBe(true);
  });

  it.each<[string, Zippable]>([
    ['climbs up', { '../evil': TEXT }],
    ['climbs up later', { 'a/../../evil': TEXT }],
    ['is absolute', { '/etc/evil': TEXT }],
    ['has the way of Windows', { 'a\\..\\evil': TEXT }],
    ['names a drive', { 'C:/evil': TEXT }],
    ['is a file and a folder', { a: TEXT, 'a/b': TEXT }],
    ['is longer than a name may be', { ['x'.repeat(300)]: TEXT }],
    ['is a symbolic link', { link: [TEXT, { os: 3, attrs: SYMBOLIC_LINK }] }],
  ])('is refused where a path %s', (_what, files) => {
    expect(() => unpack(zip(files), folder.path)).toThrow(PackageError);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('is refused where it unpacks to more than 250 MB', () => {
    const archive = zip({ a: [new Uint8Array(1000), { level: 9 }] });
    // The size that the directory tells, as one who builds a bomb would leave it or not.
    const bomb = Uint8Array.from(archive);
    const directory = Buffer.from(bomb.buffer).lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    new DataView(bomb.buffer).setUint32(directory + 24, 262_144_001, true);

    expect(() => unpack(bomb, folder.path)).toThrow('Unzipped size must be smaller than 262144000 bytes');
  });

  it.each([
    [new Uint8Array(100)],
    [strToU8('PK\u0003\u0004 and no more')],
    [zip({ a: TEXT }).subarray(0, 60)],
  ])('is refused where it is no archive or a part of one', (bytes) => {
    expect(() => unpack(bytes, folder.path)).toThrow(/^Could not unzip uploaded file\./);
  });

  it('is removed when nothing needs it', () => {
    const kept = unpack(zip({ a: TEXT }), folder.path);
    unpack(zip({ b: TEXT }), folder.path);

    removeUnused(folder.path, new Set([kept.folder]));

    expect(readdirSync(folder.path)).toEqual([kept.folder]);
  });
});
