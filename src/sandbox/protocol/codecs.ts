/** The SDK's own JSON and XML codecs, turned round: what a client writes is read, what it reads is written. */
import { JsonCodec, XmlCodec } from '@aws-sdk/core/protocols';
import type { Shape, StructureShape } from './model.js';

/** `@smithy/types`' `TimestampEpochSecondsSchema`, the default of every JSON protocol. */
const EPOCH_SECONDS = 7;
/** `@smithy/types`' `TimestampDateTimeSchema`, the default of the Query protocol. */
const DATE_TIME = 5;

const timestampFormat = { useTrait: true, default: EPOCH_SECONDS } as const;
const jsonCodec = new JsonCodec({ timestampFormat, jsonName: false });
const restJsonCodec = new JsonCodec({ timestampFormat, jsonName: true });
const xmlCodec = new XmlCodec({
  timestampFormat: { useTrait: true, default: DATE_TIME },
  httpBindings: false,
  // The envelope has it, and is ours.
  xmlNamespace: '',
  serviceNamespace: '',
});

type Schema = Parameters<ReturnType<JsonCodec['createDeserializer']>['readObject']>[0];

/** JSON that fits `shape` (a checker has seen to that) as the SDK's types: blobs as bytes, timestamps as dates. */
export function readJsonValue(shape: Shape, value: unknown, names: 'member' | 'json' = 'member'): unknown {
  return codecOf(names)
    .createDeserializer()
    .readObject(shape.schema as Schema, value as never);
}

/** A value in the SDK's types as JSON text. */
export function writeJson(shape: Shape, value: unknown, names: 'member' | 'json' = 'member'): string {
  const serializer = codecOf(names).createSerializer();
  serializer.write(shape.schema as Schema, value);
  return serializer.flush();
}

function codecOf(names: 'member' | 'json'): JsonCodec {
  return names === 'json' ? restJsonCodec : jsonCodec;
}

/** Every member of a structure as XML elements, without the element that holds them. */
export function writeXmlMembers(shape: StructureShape, value: unknown): string {
  const serializer = xmlCodec.createSerializer();
  serializer.write(shape.schema as Schema, value);
  return String(serializer.flush())
    .replace(/^<[^>]*\/>$/, '')
    .replace(/^<[^>]*>/, '')
    .replace(/<\/[^<]*>$/, '');
}
