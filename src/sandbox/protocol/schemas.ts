/**
 * Turns the schemas that the SDK's client packages export into a `ServiceModel`. The only file that imports
 * client packages for their schemas, and that knows how a schema looks: `CreateTable$` is
 * `[9, namespace, name, traits, inputSchema, outputSchema]`, an error `[-3, namespace, name, traits, …]`.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import type {
  ErrorModel,
  HttpTrait,
  Member,
  MemberTraits,
  Operation,
  ServiceModel,
  Shape,
  SimpleKind,
  TimestampFormat,
} from './model.js';

/** The client packages whose schemas are served or tested, each loaded when first asked for. */
const CLIENTS = {
  'api-gateway': () => import('@aws-sdk/client-api-gateway'),
  'application-auto-scaling': () => import('@aws-sdk/client-application-auto-scaling'),
  cloudwatch: () => import('@aws-sdk/client-cloudwatch'),
  'cloudwatch-logs': () => import('@aws-sdk/client-cloudwatch-logs'),
  dynamodb: () => import('@aws-sdk/client-dynamodb'),
  'dynamodb-streams': () => import('@aws-sdk/client-dynamodb-streams'),
  iam: () => import('@aws-sdk/client-iam'),
  lambda: () => import('@aws-sdk/client-lambda'),
  'resource-groups-tagging-api': () => import('@aws-sdk/client-resource-groups-tagging-api'),
  sqs: () => import('@aws-sdk/client-sqs'),
  sts: () => import('@aws-sdk/client-sts'),
} as const satisfies Record<string, () => Promise<object>>;

/** The name of a client package, without `@aws-sdk/client-`. */
export type ClientName = keyof typeof CLIENTS;

const SCHEMA_KIND = { error: -3, operation: 9 } as const;

const SIMPLE_SCHEMAS: ReadonlyMap<unknown, readonly [SimpleKind, TimestampFormat?]> = new Map<
  unknown,
  readonly [SimpleKind, TimestampFormat?]
>([
  [0, ['string']],
  [1, ['number']],
  [2, ['boolean']],
  [4, ['timestamp']],
  [5, ['timestamp', 'date-time']],
  [6, ['timestamp', 'http-date']],
  [7, ['timestamp', 'epoch-seconds']],
  [15, ['document']],
  [17, ['bigInteger']],
  [19, ['bigDecimal']],
  [21, ['blob']],
  [42, ['blob']],
  ['unit', ['unit']],
]);

type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];
type RawSchema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...unknown[]];

const models = new Map<ClientName, Promise<ServiceModel>>();

/** The model of a client package's service. Built once; further calls share it. */
export function loadModel(client: ClientName): Promise<ServiceModel> {
  const known = models.get(client);
  if (known !== undefined) {
    return known;
  }
  const model = CLIENTS[client]().then(modelOf);
  models.set(client, model);
  return model;
}

function modelOf(exports: object): ServiceModel {
  const operations = new Map<string, Operation>();
  const errors = new Map<string, ErrorModel>();
  let namespace = '';
  for (const exported of Object.values(exports)) {
    if (!isRawSchema(exported)) {
      continue;
    }
    const [kind, schemaNamespace, name, traits] = exported;
    if (kind === SCHEMA_KIND.operation) {
      namespace = schemaNamespace;
      operations.set(name, {
        name,
        input: shapeOf(exported[4] as SchemaRef),
        output: shapeOf(exported[5] as SchemaRef),
        http: httpTraitOf(traits),
      });
    } else if (kind === SCHEMA_KIND.error) {
      errors.set(name, errorOf(name, exported as unknown as SchemaRef));
    }
  }
  return { namespace, operations, errors };
}

function isRawSchema(exported: unknown): exported is RawSchema {
  return Array.isArray(exported) && typeof exported[0] === 'number' && typeof exported[2] === 'string';
}

function httpTraitOf(traits: unknown): HttpTrait | undefined {
  if (typeof traits !== 'object' || traits === null || !('http' in traits)) {
    return undefined;
  }
  const [method, uri, status] = traits.http as readonly [string, string, number];
  return { method, uri, status };
}

/** The traits that are read here. The SDK types trait objects by their keys only. */
interface SchemaTraits extends MemberTraits {
  readonly error?: 'client' | 'server';
  readonly httpError?: number;
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly sparse?: boolean;
}

function schemaTraits(schema: NormalizedSchema): SchemaTraits {
  const traits: object = schema.getMergedTraits();
  return traits as SchemaTraits;
}

function errorOf(name: string, schema: SchemaRef): ErrorModel {
  const traits = schemaTraits(NormalizedSchema.of(schema));
  const shape = shapeOf(schema);
  const members = shape.kind === 'structure' ? [...shape.members.keys()] : [];
  const query = traits.awsQueryError;
  return {
    name,
    status: traits.httpError ?? (traits.error === 'server' ? 500 : 400),
    messageMember: members.find((member) => member.toLowerCase() === 'message') ?? 'message',
    query: query === undefined ? undefined : { code: query[0], status: query[1] },
    shape,
  };
}

const shapes = new WeakMap<object, Shape>();

function shapeOf(ref: SchemaRef): Shape {
  const schema = NormalizedSchema.of(ref);
  const raw: unknown = schema.getSchema();
  // The traits of a named simple shape (its media type, say) are on the wrapper that `schema` holds, so only
  // structures, lists and maps, which may be recursive, are shared.
  if (typeof raw !== 'object' || raw === null) {
    return build(schema, raw);
  }
  const known = shapes.get(raw);
  if (known !== undefined) {
    return known;
  }
  const shape = build(schema, raw);
  shapes.set(raw, shape);
  return shape;
}

function build(schema: NormalizedSchema, raw: unknown): Shape {
  const base = { name: schema.getName() ?? '', schema };
  if (schema.isStructSchema()) {
    const members = new Map<string, Member>();
    for (const [name, member] of schema.structIterator()) {
      members.set(name, memberOf(name, member));
    }
    return { ...base, kind: 'structure', union: schema.isUnionSchema(), members };
  }
  const sparse = Boolean(schemaTraits(schema).sparse);
  if (schema.isListSchema()) {
    return { ...base, kind: 'list', element: memberOf('member', schema.getValueSchema()), sparse };
  }
  if (schema.isMapSchema()) {
    const key = memberOf('key', schema.getKeySchema());
    return { ...base, kind: 'map', key, value: memberOf('value', schema.getValueSchema()), sparse };
  }
  const simple = SIMPLE_SCHEMAS.get(raw);
  if (simple === undefined) {
    throw new Error(`The SDK's schema of ${base.name} is of a kind that is not known here: ${String(raw)}.`);
  }
  const [kind, timestampFormat] = simple;
  return { ...base, kind, timestampFormat };
}

function memberOf(name: string, schema: NormalizedSchema): Member {
  let shape: Shape | undefined;
  return {
    name,
    get shape(): Shape {
      shape ??= shapeOf(schema);
      return shape;
    },
    traits: traitsOf(schema),
  };
}

function traitsOf(schema: NormalizedSchema): MemberTraits {
  const traits = schemaTraits(schema);
  return {
    ...(traits.jsonName === undefined ? {} : { jsonName: traits.jsonName }),
    ...(traits.xmlName === undefined ? {} : { xmlName: traits.xmlName }),
    ...(traits.httpQuery === undefined ? {} : { httpQuery: traits.httpQuery }),
    ...(traits.httpHeader === undefined ? {} : { httpHeader: traits.httpHeader }),
    ...(traits.httpPrefixHeaders === undefined ? {} : { httpPrefixHeaders: traits.httpPrefixHeaders }),
    ...(traits.mediaType === undefined ? {} : { mediaType: traits.mediaType }),
    ...(traits.xmlFlattened ? { xmlFlattened: true } : {}),
    ...(traits.httpLabel ? { httpLabel: true } : {}),
    ...(traits.httpQueryParams ? { httpQueryParams: true } : {}),
    ...(traits.httpPayload ? { httpPayload: true } : {}),
    ...(traits.httpResponseCode ? { httpResponseCode: true } : {}),
    ...(traits.idempotencyToken ? { idempotencyToken: true } : {}),
  };
}
