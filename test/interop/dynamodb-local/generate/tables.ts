/** Tables of every shape: key types, with and without a sort key, local and global indexes of every projection. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../wire.js';
import type { KeyType } from './values.js';

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

export interface KeyShape {
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute | undefined;
}

export interface IndexShape extends KeyShape {
  readonly name: string;
  readonly kind: 'local' | 'global';
  readonly projection: JsonObject;
}

export interface TableShape extends KeyShape {
  readonly name: string;
  readonly indexes: readonly IndexShape[];
  /** What the records of its stream show; undefined where it has none. */
  readonly streamView: string | undefined;
}

const STREAM_VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];

const keyType = fc.constantFrom<KeyType[]>('S', 'N', 'B');

const projection: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({ ProjectionType: 'ALL' }),
  fc.constant({ ProjectionType: 'KEYS_ONLY' }),
  fc
    .uniqueArray(fc.constantFrom('b', 'c', 'd'), { minLength: 1, maxLength: 2 })
    .map((NonKeyAttributes) => ({ ProjectionType: 'INCLUDE', NonKeyAttributes })),
);

export function tableShape(name: string): fc.Arbitrary<TableShape> {
  return fc
    .record({
      types: fc.record({ pk: keyType, sk: keyType, x: keyType, y: keyType, a: keyType }),
      sorted: fc.boolean(),
      locals: fc.uniqueArray(fc.constantFrom('x', 'a'), { maxLength: 2 }),
      globals: fc.array(fc.record({ by: globalKey, projection }), { maxLength: 3 }),
      projections: fc.tuple(projection, projection),
      streamView: fc.constantFrom(undefined, ...STREAM_VIEWS),
    })
    .map(({ types, sorted, locals, globals, projections, streamView }) => {
      const attribute = (of: keyof typeof types): KeyAttribute => ({ name: of, type: types[of] });
      const partitionKey = attribute('pk');
      const local = (sorted ? locals : []).map(
        (by, position): IndexShape => ({
          name: `local-${by}`,
          kind: 'local',
          partitionKey,
          sortKey: attribute(by),
          projection: projections[position] ?? projections[0],
        }),
      );
      const global = globals.map(
        ({ by: [first, second], projection: projected }, position): IndexShape => ({
          name: `global-${position}`,
          kind: 'global',
          partitionKey: attribute(first),
          sortKey: second && attribute(second),
          projection: projected,
        }),
      );
      const sortKey = sorted ? attribute('sk') : undefined;
      return { name, partitionKey, sortKey, indexes: [...local, ...global], streamView };
    });
}

type GlobalKey = readonly [first: 'x' | 'y' | 'a' | 'pk', second: 'x' | 'y' | 'a' | 'pk' | undefined];

const globalKey: fc.Arbitrary<GlobalKey> = fc.constantFrom<GlobalKey[]>(
  ...([
    ['x', undefined],
    ['x', 'y'],
    ['y', 'x'],
    ['a', undefined],
    ['y', 'pk'],
    ['pk', 'y'],
  ] as const),
);

/** Every attribute that is a key of the table or of an index, once. */
export function keyAttributesOf(table: TableShape): KeyAttribute[] {
  const all = [table, ...table.indexes].flatMap(attributesOf);
  return [...new Map(all.map((attribute) => [attribute.name, attribute])).values()];
}

/** The key attributes of a table or an index. */
export function attributesOf({ partitionKey, sortKey }: KeyShape): KeyAttribute[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

/** The CreateTable request. */
export function creation(table: TableShape): JsonObject {
  const indexes = (kind: IndexShape['kind']): JsonObject[] =>
    table.indexes
      .filter((index) => index.kind === kind)
      .map((index) => ({ IndexName: index.name, KeySchema: keySchema(index), Projection: index.projection }));
  const local = indexes('local');
  const global = indexes('global');
  return {
    TableName: table.name,
    KeySchema: keySchema(table),
    AttributeDefinitions: keyAttributesOf(table).map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    BillingMode: 'PAY_PER_REQUEST',
    ...(table.streamView !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: table.streamView },
    }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
  };
}

function keySchema({ partitionKey, sortKey }: KeyShape): Json {
  const partition = { AttributeName: partitionKey.name, KeyType: 'HASH' };
  return sortKey === undefined ? [partition] : [partition, { AttributeName: sortKey.name, KeyType: 'RANGE' }];
}
