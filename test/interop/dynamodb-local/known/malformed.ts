/**
 * DynamoDB Local hardly looks at the form of requests: it fails on wrong JSON types or converts them, and ignores
 * enums. What it can tell is that the sandbox takes nothing that Local refuses, and never fails itself.
 */
import type { Json } from '../wire.js';
import type { Circumstances, KnownDifference } from './difference.js';

function isAbout({ step }: Circumstances): boolean {
  return step.order === 'code';
}

function refuses(code: string | undefined): boolean {
  return code?.startsWith('4') === true;
}

/** It fails, or refuses the request for another fault. */
const otherCode: KnownDifference = {
  name: 'malformed-refused-otherwise',
  correct(amazons, circumstances) {
    const { ours } = circumstances;
    const both = refuses(ours.code) && amazons.code !== undefined;
    return isAbout(circumstances) && both && ours.code !== amazons.code ? ours : amazons;
  },
};

/** Numbers where texts should be, unknown enum values, placeholders without an expression. */
const taken: KnownDifference = {
  name: 'malformed-taken',
  correct(amazons, circumstances) {
    const { ours } = circumstances;
    return isAbout(circumstances) && refuses(ours.code) && amazons.code === undefined ? ours : amazons;
  },
};

/** A null inside of a map or list of a request is a value that is not there; Local refuses it. */
const nulls: KnownDifference = {
  name: 'malformed-nulls',
  correct(amazons, circumstances) {
    const { ours, step } = circumstances;
    const lax = ours.code === undefined && refuses(amazons.code);
    return isAbout(circumstances) && lax && hasNull(step.input) ? ours : amazons;
  },
};

function hasNull(json: Json): boolean {
  if (json === null) return true;
  return typeof json === 'object' && Object.values(json).some(hasNull);
}

export const MALFORMED: readonly KnownDifference[] = [otherCode, taken, nulls];
