/** What came of a step, in a form in which equal outcomes are equal JSON. */
import type { Step } from './generate/steps.js';
import type { Answer, Json, JsonObject, Send } from './wire.js';

/** More pages than any step here has: an answer that never ends is a difference, not a hang. */
const MOST_PAGES = 200;
const SET_TYPES = ['SS', 'NS', 'BS'];

export interface Outcome {
  /** The error's name without its namespace; undefined where there was none. */
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Everything else: the answer, or the error's other members. */
  readonly rest: Json;
}

/** How a number's text is to be read. */
export type Spelling = (text: string) => string;

type Read = (body: Json) => Json;

const asItIs: Spelling = (text) => text;

/** Sends a step's requests, one after the other. */
export async function perform(step: Step, send: Send, number: Spelling = asItIs): Promise<Outcome> {
  const read = (body: Json): Json => canonical(body, number);
  if (step.reading === 'one') return single(step, await send(step.operation, step.input), read);
  const pages: JsonObject[] = [];
  for (const segment of segmentsOf(step.input)) {
    let start: Json | undefined;
    do {
      const input = { ...step.input, ...segment, ...(start !== undefined && { ExclusiveStartKey: start }) };
      const answer = await send(step.operation, input);
      if (answer.status !== 200) return failure(answer, read);
      pages.push(objectOf(read(answer.body)));
      start = objectOf(answer.body).LastEvaluatedKey;
    } while (start !== undefined && pages.length < MOST_PAGES);
  }
  return { code: undefined, message: undefined, rest: pagesOf(step, pages) };
}

function segmentsOf({ TotalSegments: total, Segment: segment }: JsonObject): JsonObject[] {
  if (typeof total !== 'number' || segment !== undefined) return [{}];
  return Array.from({ length: total }, (_, position) => ({ Segment: position }));
}

function single(step: Step, answer: Answer, read: Read): Outcome {
  if (step.order === 'code') return { code: codeOf(answer), message: undefined, rest: null };
  if (answer.status !== 200) return failure(answer, read);
  const body = read(answer.body);
  return { code: undefined, message: undefined, rest: step.order === 'tables' ? byTables(body) : body };
}

function codeOf({ status, body }: Answer): string | undefined {
  const { __type: type } = objectOf(body);
  return status === 200 ? undefined : `${status} ${String(type).replace(/^.*#/, '')}`;
}

function failure(answer: Answer, read: Read): Outcome {
  const { __type: _type, message, Message, ...members } = objectOf(answer.body);
  const said = message ?? Message;
  return {
    code: codeOf(answer),
    message: typeof said === 'string' ? said : undefined,
    rest: read(members),
  };
}

/** Pages whose items have no defined order cannot be compared one by one, but all their items can. */
function pagesOf({ order, input }: Step, pages: readonly JsonObject[]): Json {
  if (order === 'defined' || order === 'tables' || order === 'code') return pages;
  const items = pages.flatMap(({ Items: some }) => (Array.isArray(some) ? some : []));
  const segmented = input.TotalSegments !== undefined;
  return {
    items: sorted(items),
    ...(order !== 'any' && { order: items.map((item) => objectOf(item)[order.by] ?? null) }),
    count: sum(pages, 'Count'),
    scannedCount: segmented ? sum(pages, 'ScannedCount') : pages.map(({ ScannedCount: n }) => n ?? null),
    hasItems: pages.every(({ Items: some }) => some !== undefined),
    // How items are spread over segments, each engine decides for itself, and with it what reading them costs.
    ...(!segmented && { capacity: pages.map(({ ConsumedCapacity: use }) => use ?? null) }),
  };
}

function sum(pages: readonly JsonObject[], member: string): number {
  return pages.reduce((total, page) => total + Number(page[member]), 0);
}

/** Sets sorted, members of objects in the order of their names, numbers spelled as asked. */
export function canonical(json: Json, number: Spelling): Json {
  if (Array.isArray(json)) return json.map((each) => canonical(each, number));
  if (typeof json !== 'object' || json === null) return json;
  const members = Object.entries(json);
  const [[name, only] = ['', null]] = members;
  if (members.length === 1) {
    if (name === 'N' && typeof only === 'string') return { N: number(only) };
    if (SET_TYPES.includes(name) && Array.isArray(only)) {
      return {
        [name]: sorted(only.map((each) => (name === 'NS' && typeof each === 'string' ? number(each) : each))),
      };
    }
  }
  return Object.fromEntries(
    members
      .map(([each, inner]): [string, Json] => [each, canonical(inner, number)])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The lists of a batch's or a transaction's answer sorted, but for the items that a transaction has got: they have places. */
function byTables(json: Json): Json {
  const { Responses: responses, ConsumedCapacity: use, ...rest } = objectOf(json);
  return {
    ...rest,
    ...(responses !== undefined && { Responses: isList(responses) ? responses : sortedLists(responses) }),
    ...(isList(use) && { ConsumedCapacity: sorted(use) }),
  };
}

function sortedLists(byTable: Json): Json {
  const lists = Object.entries(objectOf(byTable));
  return Object.fromEntries(lists.map(([name, items]) => [name, isList(items) ? sorted(items) : items]));
}

export function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}

export function sorted(list: readonly Json[]): Json[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export function objectOf(json: Json): JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {};
}
