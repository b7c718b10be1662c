/** Where two outcomes of one step are not the same. */
import type { Step } from './generate/steps.js';
import type { TableShape } from './generate/tables.js';
import type { Outcome } from './outcome.js';
import type { Json } from './wire.js';

export interface Difference {
  readonly step: Step;
  readonly tables: readonly TableShape[];
  readonly ours: Outcome;
  readonly amazons: Outcome;
  /** Where in the answers the first one is: `$.ConsumedCapacity.CapacityUnits`; undefined among errors. */
  readonly place: string | undefined;
}

export function firstDifference(
  step: Step,
  tables: readonly TableShape[],
  ours: Outcome,
  amazons: Outcome,
): Difference | undefined {
  if (ours.code !== amazons.code || ours.message !== amazons.message) {
    return { step, tables, ours, amazons, place: undefined };
  }
  const place = firstPlace('$', ours.rest, amazons.rest);
  return place === undefined ? undefined : { step, tables, ours, amazons, place };
}

/** All that there is to say of one. */
export function described({ step, tables, ours, amazons, place }: Difference): string {
  return [
    `${step.operation} ${JSON.stringify(step.input)}`,
    `Tables: ${JSON.stringify(tables)}`,
    ...(place === undefined ? [] : [`First at ${place}`]),
    `The sandbox:    ${JSON.stringify(ours)}`,
    `DynamoDB Local: ${JSON.stringify(amazons)}`,
  ].join('\n');
}

function firstPlace(place: string, ours: Json | undefined, amazons: Json | undefined): string | undefined {
  if (ours === amazons) return undefined;
  if (!isContainer(ours) || !isContainer(amazons) || Array.isArray(ours) !== Array.isArray(amazons))
    return place;
  const [mine, theirs] = [new Map(Object.entries(ours)), new Map(Object.entries(amazons))];
  for (const name of new Set([...mine.keys(), ...theirs.keys()])) {
    const found = firstPlace(`${place}.${name}`, mine.get(name), theirs.get(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isContainer(json: Json | undefined): json is Exclude<Json, string | number | boolean | null> {
  return typeof json === 'object' && json !== null;
}
