/** Identifiers as API Gateway makes them: lower-case letters and digits. */
import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
/** Of an API, and of its root resource. */
const API_ID_LENGTH = 10;
/** Of what belongs to an API. */
const PART_ID_LENGTH = 6;

/** `a1b2c3d4e5`: unique among all APIs, since an address is made of it. */
export function newApiId(): string {
  return newId(API_ID_LENGTH);
}

/** `a1b2c3`: of a resource, deployment, model or request validator. Not one of those that are `taken`. */
export function newPartId(taken: (id: string) => boolean): string {
  let id = newId(PART_ID_LENGTH);
  while (taken(id)) id = newId(PART_ID_LENGTH);
  return id;
}

function newId(length: number): string {
  return Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}
