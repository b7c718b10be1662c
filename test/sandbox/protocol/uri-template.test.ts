import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareTemplates,
  matchTemplate,
  parseQuery,
  parseUriTemplate,
  splitPath,
} from '../../../src/sandbox/protocol/uri-template.js';

const match = (uri: string, path: string, query = ''): Record<string, string> | undefined =>
  matchTemplate(parseUriTemplate(uri), splitPath(path), parseQuery(query));

describe('matchTemplate', () => {
  it.each([
    ['/restapis', '/restapis', '', {}],
    ['/restapis', '/restapis/', '', {}],
    ['/2015-03-31/functions/', '/2015-03-31/functions', '', {}],
    ['/restapis/{id}', '/restapis/a%2Fb%20c', '', { id: 'a/b c' }],
    ['/restapis/{id}', '/restapis/a+b', '', { id: 'a+b' }],
    ['/tags/{arn+}', '/tags/arn:aws/a/b', '', { arn: 'arn:aws/a/b' }],
    ['/a/{rest+}/z', '/a/b/c/z', '', { rest: 'b/c' }],
    ['/restapis?mode=import', '/restapis', 'mode=import&x=1', {}],
    ['/restapis?mode', '/restapis', 'mode=any', {}],
  ])('%s takes %s?%s', (uri, path, query, labels) => {
    expect(match(uri, path, query)).toEqual(labels);
  });

  it.each([
    ['/restapis', '/RestApis', ''],
    ['/restapis/{id}', '/restapis', ''],
    ['/restapis/{id}', '/restapis/', ''],
    ['/restapis/{id}', '/restapis//', ''],
    ['/restapis/{id}', '/restapis/a/b', ''],
    ['/restapis/{id}', '/restapis/%E0%A4%A', ''],
    ['/a/{rest+}/z', '/a/z', ''],
    ['/restapis?mode=import', '/restapis', ''],
    ['/restapis?mode=import', '/restapis', 'mode=put'],
  ])('%s does not take %s?%s', (uri, path, query) => {
    expect(match(uri, path, query)).toBeUndefined();
  });

  it('gives back any label that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
        const path = `/x/${encodeURIComponent(a)}/y/${encodeURIComponent(b)}`;
        expect(match('/x/{a}/y/{b}', path)).toEqual({ a, b });
      }),
      { numRuns: 50 },
    );
  });
});

describe('compareTemplates', () => {
  it('puts the particular before the general', () => {
    const uris = ['/a/{x+}', '/a/{x}', '/a', '/a/b', '/a/b?mode=import', '/a/{x}/c'];

    const sorted = uris
      .map((uri) => ({ uri, template: parseUriTemplate(uri) }))
      .sort((a, b) => compareTemplates(a.template, b.template))
      .map(({ uri }) => uri);

    expect(sorted.indexOf('/a/b?mode=import')).toBeLessThan(sorted.indexOf('/a/b'));
    expect(sorted.indexOf('/a/b')).toBeLessThan(sorted.indexOf('/a/{x}'));
    expect(sorted.indexOf('/a/{x}/c')).toBeLessThan(sorted.indexOf('/a/{x+}'));
    expect(sorted.indexOf('/a/{x}')).toBeLessThan(sorted.indexOf('/a/{x+}'));
  });
});

describe('parseQuery', () => {
  it('keeps repeated names in order and decodes both sides', () => {
    expect(parseQuery('tagKeys=a&tagKeys=b%26c&x&y=1+2&z=%zz')).toEqual(
      new Map([
        ['tagKeys', ['a', 'b&c']],
        ['x', ['']],
        ['y', ['1 2']],
        ['z', ['%zz']],
      ]),
    );
  });
});
