/** Policy documents: whatever way they are written, the same meaning reads the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSameDocument,
  permissionsDocument,
  readStatements,
  type Statement,
  trustDocument,
} from '../../src/resources/policy-document.js';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{2,6}:[A-Z][a-z]{2,6}$/), {
  minLength: 1,
  maxLength: 4,
});
const statement: fc.Arbitrary<Statement> = fc.record({
  sid: fc.stringMatching(/^[A-Z][a-z]{2,6}$/),
  actions: names,
  resources: fc.uniqueArray(fc.stringMatching(/^arn:aws:[a-z]{2,5}:::[a-z]{1,5}%?$/), {
    minLength: 1,
    maxLength: 3,
  }),
});
const statements = fc.array(statement, { minLength: 1, maxLength: 4 });

describe('a document', () => {
  it('is the same in any order, percent-encoded or not, with lists of one or without', () => {
    fc.assert(
      fc.property(statements, (all) => {
        const document = permissionsDocument(all);
        const turned = JSON.stringify({
          Version: '2012-10-17',
          Statement: all.toReversed().map(({ actions, resources }) => ({
            Effect: 'Allow',
            Action: actions.length === 1 ? actions[0] : actions.toReversed(),
            Resource: resources.length === 1 ? resources[0] : resources.toReversed(),
          })),
        });

        expect(isSameDocument(encodeURIComponent(document), turned)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('is another with one action, resource or statement less', () => {
    fc.assert(
      fc.property(statements, fc.nat(), (all, index) => {
        const place = index % all.length;
        const chosen = all[place];
        fc.pre(chosen !== undefined);
        const others = all.filter((_, at) => at !== place);
        const document = permissionsDocument(all);
        const poorer = [
          others,
          [...others, { ...chosen, actions: chosen.actions.slice(1) }],
          [...others, { ...chosen, resources: chosen.resources.slice(1) }],
        ];

        for (const other of poorer) expect(isSameDocument(document, permissionsDocument(other))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('with a condition or a denial is told with it', () => {
    const document = JSON.stringify({
      Statement: {
        Effect: 'Deny',
        Action: 'sqs:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    });

    expect(readStatements(document)).toEqual([
      { words: 'Deny sqs:* on * where {"Condition":{"Bool":{"aws:SecureTransport":"false"}}}' },
    ]);
  });

  it('that lets a service assume a role names the service', () => {
    expect(readStatements(trustDocument('lambda.amazonaws.com'))).toEqual([
      { words: 'Allow sts:AssumeRole by lambda.amazonaws.com' },
    ]);
  });

  it.each([undefined, '', '{', '%7B', '"text"', '{"Statement":"text"}', '%E0%A4%A'])(
    '%j says nothing',
    (none) => {
      expect(readStatements(none)).toEqual([]);
    },
  );
});
