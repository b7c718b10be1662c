/** Selectors point into a JSON message: `$.order.items[0].name`, `$.items[*].id`, `$["order-id"]`, `$.*`. */
import { invalidPattern } from './invalid-pattern.js';
import type { PatternReader } from './tokens.js';

/** `any`: every element of an array, or every property of an object. */
type Step = { readonly property: string } | { readonly index: number } | 'any';

export type Selector = readonly Step[];

const NAME = /\.(?:\*|[\w-]+)/y;
const INDEX = /\[(?:\*|\d+)\]/y;
const QUOTED_NAME = /\.?\["(?:[^"\\]|\\.)*"\]/y;

/** Throws `InvalidParameterException`. */
export function readSelector(reader: PatternReader): Selector {
  reader.expect('$');
  const steps: Step[] = [];
  for (;;) {
    const step = readStep(reader);
    if (step === undefined) return steps.length === 0 ? invalidPattern() : steps;
    steps.push(step);
  }
}

function readStep(reader: PatternReader): Step | undefined {
  const name = reader.readHere(NAME)?.slice(1);
  if (name !== undefined) return name === '*' ? 'any' : { property: name };
  const index = reader.readHere(INDEX)?.slice(1, -1);
  if (index !== undefined) return index === '*' ? 'any' : { index: Number(index) };
  const quoted = reader.readHere(QUOTED_NAME);
  if (quoted === undefined) return undefined;
  return { property: quoted.slice(quoted.indexOf('"') + 1, -2).replace(/\\(.)/gs, '$1') };
}

/** The values that a selector points at: none where there is nothing, more than one with a star. */
export function selectValues(json: unknown, selector: Selector): readonly unknown[] {
  let values: unknown[] = [json];
  for (const step of selector) values = values.flatMap((value) => stepInto(value, step));
  return values;
}

function stepInto(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step === 'any') return Object.values(value);
  if ('index' in step) return Array.isArray(value) && step.index < value.length ? [value[step.index]] : [];
  if (Array.isArray(value) || !Object.hasOwn(value, step.property)) return [];
  return [Object.getOwnPropertyDescriptor(value, step.property)?.value];
}
