/**
 * Message attributes: what AWS takes, how they are kept, and the digest by which clients check them.
 * AWS: "Amazon SQS message metadata", with "Calculating the MD5 message digest for message attributes".
 */
import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { invalidValue } from './errors.js';

/** As it is kept: a binary value in base64. */
export interface MessageAttribute {
  readonly type: string;
  readonly binary: boolean;
  readonly value: string;
}

/** By name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const MAX_ATTRIBUTES = 10;
const NAME = /^(?!(?:aws|amazon)\.)(?!.*\.\.)(?!\.)[a-z0-9_.-]{1,256}(?<!\.)$/i;
const TYPE = /^(?:String|Number|Binary)(?:\..+)?$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** The only one that a sender can set. */
const TRACE_HEADER = 'AWSTraceHeader';
/** How the digest tells texts from bytes. */
const TRANSPORT_TYPE = { text: 1, binary: 2 } as const;

type Given = Readonly<Record<string, MessageAttributeValue>>;

/** Throws `InvalidParameterValue`. */
export function readMessageAttributes(given: Given = {}): MessageAttributes {
  const entries = Object.entries(given);
  if (entries.length > MAX_ATTRIBUTES) {
    throw invalidValue(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, readAttribute(name, value)]));
}

/** Throws `InvalidParameterValue` for all but the trace header. */
export function readSystemAttributes(given: Given = {}): MessageAttributes {
  const unknown = Object.keys(given).find((name) => name !== TRACE_HEADER);
  if (unknown !== undefined) {
    throw invalidValue(`Message system attribute name '${unknown}' is invalid.`);
  }
  return readMessageAttributes(given);
}

function readAttribute(name: string, given: MessageAttributeValue): MessageAttribute {
  const { DataType: type = '', StringValue, BinaryValue } = given;
  if (!NAME.test(name)) throw invalidValue(`Message (user) attribute name '${name}' is invalid.`);
  if (given.StringListValues !== undefined || given.BinaryListValues !== undefined) {
    throw invalidValue('Message attribute list values in SendMessage operation are not supported.');
  }
  if (!TYPE.test(type)) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const binary = type.startsWith('Binary');
  const value = binary ? base64(BinaryValue) : StringValue;
  if (value === undefined || value === '') {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (type.startsWith('Number') && !NUMBER.test(value)) {
    throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { type, binary, value };
}

function base64(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('base64');
}

/** As an answer tells it. */
export function writeMessageAttributes(attributes: MessageAttributes): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, binary, value }]) => [
      name,
      {
        ...(binary ? { BinaryValue: new Uint8Array(Buffer.from(value, 'base64')) } : { StringValue: value }),
        DataType: type,
      },
    ]),
  );
}

/** Names, types and values together, in bytes. */
export function attributesSize(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.type) + bytesOf(attribute).length,
    0,
  );
}

/** Hexadecimal; undefined where there are none, as AWS leaves it out then. */
export function attributesDigest(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort(byBytes);
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    update(Buffer.from(name));
    update(Buffer.from(attribute.type));
    hash.update(Buffer.of(attribute.binary ? TRANSPORT_TYPE.binary : TRANSPORT_TYPE.text));
    update(bytesOf(attribute));
  }
  return hash.digest('hex');
}

/** Hexadecimal. */
export function bodyDigest(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

function bytesOf({ binary, value }: MessageAttribute): Buffer {
  return Buffer.from(value, binary ? 'base64' : 'utf8');
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
