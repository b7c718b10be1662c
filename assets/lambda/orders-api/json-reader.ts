/**
 * Reads JSON as `JSON.parse` does, but for what that would pass over in
 * silence: a number that JavaScript rounds, a name that is given twice,
 * text that is no Unicode, objects that nest too deep for DynamoDB.
 */
import type { NumberValue } from '@aws-sdk/lib-dynamodb';
import { exactNumber, InexactNumber } from './exact-number.js';
import { badRequest, type FieldProblem } from './refusals.js';

/**
 * Objects are maps: their names are the client's, and neither the SDK
 * nor we must take one ("constructor") for something of JavaScript's.
 */
export type Json =
  | null
  | boolean
  | string
  | NumberValue
  | readonly Json[]
  | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

export interface ReadJson {
  readonly value: Json;
  /** Everything that is wrong with it, although it is JSON. */
  readonly problems: readonly FieldProblem[];
}

/** DynamoDB takes 32 levels. */
const MOST_LEVELS = 30;
/** Bytes of UTF-8: an attribute's name in DynamoDB. */
const LONGEST_NAME = 65_535;

const TOKEN =
  /[ \t\n\r]*([{}[\],:]|true|false|null|"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/sy;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** @throws {Refusal} 400 where it is no JSON, and says where. */
export function readJson(text: string): ReadJson {
  const problems: FieldProblem[] = [];
  let position = 0;

  const value = readValue('', 0);
  if (text.slice(position).trim() !== '') throw notJson();
  return { value, problems };

  function readValue(field: string, level: number): Json {
    return toValue(nextToken(), field, level);
  }

  function toValue(token: string, field: string, level: number): Json {
    switch (token.charAt(0)) {
      case '{':
        return readObject(field, level + 1);
      case '[':
        return readList(field, level + 1);
      case '"':
        return readString(token, field);
      case 't':
      case 'f':
        return token === 'true';
      case 'n':
        return null;
      default:
        return readNumber(token, field);
    }
  }

  function readObject(field: string, level: number): JsonObject {
    const object = new Map<string, Json>();
    refuseDepth(field, level);
    let token = nextToken();
    while (token !== '}') {
      if (token.charAt(0) !== '"') throw notJson(token);
      const name = readString(token, field);
      const inner = field === '' ? name : `${field}.${name}`;
      refuseName(name, inner, object);
      expect(':');
      object.set(name, readValue(inner, level));
      token = nextToken();
      if (token === ',') {
        token = nextToken();
        if (token === '}') throw notJson(token);
      } else if (token !== '}') throw notJson(token);
    }
    return object;
  }

  function readList(field: string, level: number): readonly Json[] {
    const list: Json[] = [];
    refuseDepth(field, level);
    let token = nextToken();
    while (token !== ']') {
      list.push(toValue(token, `${field}[${list.length}]`, level));
      token = nextToken();
      if (token === ',') {
        token = nextToken();
        if (token === ']') throw notJson(token);
      } else if (token !== ']') throw notJson(token);
    }
    return list;
  }

  function readString(token: string, field: string): string {
    let string: unknown;
    try {
      string = JSON.parse(token);
    } catch {
      // A line break, or a backslash before what needs none.
      throw notJson(token);
    }
    if (typeof string !== 'string') throw notJson(token);
    if (LONE_SURROGATE.test(string)) {
      complain(field, 'holds half a character (an unpaired surrogate)');
    }
    return string;
  }

  function readNumber(token: string, field: string): Json {
    if (!/^[-\d]/.test(token)) throw notJson(token);
    try {
      return exactNumber(token);
    } catch (error) {
      if (!(error instanceof InexactNumber)) throw error;
      complain(field, error.message);
      return exactNumber('0');
    }
  }

  function refuseName(
    name: string,
    field: string,
    object: JsonObject,
  ): void {
    if (object.has(name)) complain(field, 'is given twice');
    if (name === '') complain(field, 'a name must not be empty');
    if (Buffer.byteLength(name) > LONGEST_NAME) {
      complain(`${field.slice(0, 40)}…`, 'the name is too long');
    }
    if (name === '__proto__') {
      complain(field, 'is no name for a field: the SDK would lose it');
    }
  }

  function refuseDepth(field: string, level: number): void {
    if (level <= MOST_LEVELS) return;
    throw badRequest([
      {
        field: field.split(/[.[]/)[0] ?? field,
        problem: `nests deeper than ${MOST_LEVELS} levels`,
      },
    ]);
  }

  function expect(wanted: string): void {
    const token = nextToken();
    if (token !== wanted) throw notJson(token);
  }

  function nextToken(): string {
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw notJson();
    position = TOKEN.lastIndex;
    return token;
  }

  function complain(field: string, problem: string): void {
    problems.push({ field: field === '' ? 'body' : field, problem });
  }

  /** Points at the token that was read last, else at what follows. */
  function notJson(token = ''): Error {
    const rest = text.slice(position - token.length);
    const at = text.length - rest.trimStart().length;
    const before = text.slice(0, at).split('\n');
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    const what =
      at === text.length ? 'it ends too early' : 'unexpected text';
    return badRequest([
      { field: 'body', problem: `is no JSON: ${what} at ${where}` },
    ]);
  }
}
