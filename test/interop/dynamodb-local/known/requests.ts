/** What the requests of a step are about, for telling which differences can have to do with them. */
import type { Step } from '../generate/steps.js';
import type { IndexShape, TableShape } from '../generate/tables.js';
import { attributesOf } from '../generate/tables.js';
import type { Json, JsonObject } from '../wire.js';

const WORDS = ['and', 'or', 'not', 'between', 'in', 'size', 'contains', 'begins_with'];

export function tableOf({ input }: Step, tables: readonly TableShape[]): TableShape | undefined {
  return tables.find(({ name }) => name === input.TableName);
}

export function indexOf(step: Step, tables: readonly TableShape[]): IndexShape | undefined {
  return tableOf(step, tables)?.indexes.find(({ name }) => name === step.input.IndexName);
}

/** The attributes that the paths of an expression begin with. */
export function attributesIn(text: Json | undefined, names: Json | undefined): string[] {
  if (typeof text !== 'string') return [];
  const filled = isObject(names) ? names : {};
  const heads = [...text.matchAll(/(?<![\w.#:\]])#?[A-Za-z_]\w*(?!\w*\()/g)].map(([head]) => head);
  return heads
    .filter((head) => !WORDS.includes(head.toLowerCase()))
    .map((head) => String(filled[head] ?? head));
}

/** Whether an index holds an attribute. */
export function holds(index: IndexShape, table: TableShape, attribute: string): boolean {
  const { ProjectionType: type, NonKeyAttributes: more } = index.projection;
  if (type === 'ALL') return true;
  const keys = [table, index].flatMap(attributesOf).map(({ name }) => name);
  return keys.includes(attribute) || (Array.isArray(more) && more.includes(attribute));
}

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
