/**
 * Numbers as bytes whose order (as `memcmp` sees it) is the numbers' order:
 *
 *     positive   [0x82] [exponent + 130]         [digit pair + 1]…
 *     zero       [0x81]
 *     negative   [0x80] [255 - (exponent + 130)] [100 - digit pair]… [0xff]
 *
 * Two digits share a byte, the last one padded with a zero. A longer positive number is greater than its own
 * prefix and so sorts after it by itself; a longer negative one must sort before, which the end byte sees to.
 */
import { parseNumber } from './number.js';

const NEGATIVE = 0x80;
const ZERO = 0x81;
const POSITIVE = 0x82;
const EXPONENT_BIAS = 130;
/** Greater than any digit pair of a negative number. */
const NEGATIVE_END = 0xff;

/** At most 22 bytes: sign, exponent, 19 digit pairs, end. */
export function encodeNumber(text: string): Buffer {
  const { sign, digits, exponent } = parseNumber(text);
  if (sign === 0) return Buffer.of(ZERO);
  const pairs = Math.ceil(digits.length / 2);
  const bytes = Buffer.alloc(2 + pairs + (sign < 0 ? 1 : 0), NEGATIVE_END);
  bytes[0] = sign < 0 ? NEGATIVE : POSITIVE;
  bytes[1] = sign < 0 ? 255 - (exponent + EXPONENT_BIAS) : exponent + EXPONENT_BIAS;
  for (let index = 0; index < pairs; index++) {
    const pair = Number(digits.slice(2 * index, 2 * index + 2).padEnd(2, '0'));
    bytes[2 + index] = sign < 0 ? 100 - pair : pair + 1;
  }
  return bytes;
}
