/**
 * A service's model as the protocol layer reads it: operations, shapes and errors, with the traits that say
 * where a member stands on the wire. Built from the SDK's schemas by `schemas.ts`, the only file that knows
 * how those look.
 */

export interface ServiceModel {
  /** `com.amazonaws.dynamodb` */
  readonly namespace: string;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly errors: ReadonlyMap<string, ErrorModel>;
}

export interface Operation {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Only in REST protocols. */
  readonly http: HttpTrait | undefined;
}

/** The `smithy.api#http` trait. */
export interface HttpTrait {
  readonly method: string;
  /** A URI template: `/restapis/{restApiId}/resources/{parentId}`, perhaps with a query of literals. */
  readonly uri: string;
  readonly status: number;
}

export interface ErrorModel {
  readonly name: string;
  readonly status: number;
  /** The name of the member that carries the text: `message`, in some models `Message`. */
  readonly messageMember: string;
  /** The code and status that the Query protocol shows instead of the shape's name. */
  readonly query: { readonly code: string; readonly status: number } | undefined;
  readonly shape: Shape;
}

export type Shape = StructureShape | ListShape | MapShape | SimpleShape;

interface ShapeBase {
  /** The shape's own name, without its namespace; for simple shapes what kind it is. */
  readonly name: string;
  /** The SDK's schema, for its codecs. */
  readonly schema: unknown;
}

export interface StructureShape extends ShapeBase {
  readonly kind: 'structure';
  readonly union: boolean;
  readonly members: ReadonlyMap<string, Member>;
}

export interface ListShape extends ShapeBase {
  readonly kind: 'list';
  /** The element, named `member`. */
  readonly element: Member;
  readonly sparse: boolean;
}

export interface MapShape extends ShapeBase {
  readonly kind: 'map';
  readonly key: Member;
  readonly value: Member;
  readonly sparse: boolean;
}

export type SimpleKind =
  | 'string'
  | 'boolean'
  | 'number'
  | 'blob'
  | 'timestamp'
  | 'bigInteger'
  | 'bigDecimal'
  | 'document'
  | 'unit';

export interface SimpleShape extends ShapeBase {
  readonly kind: SimpleKind;
  /** Only for timestamps whose model names a format. */
  readonly timestampFormat: TimestampFormat | undefined;
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** A member of a structure, or the element, key or value of a collection. */
export interface Member {
  readonly name: string;
  /** Resolved on first use: shapes may contain themselves. */
  readonly shape: Shape;
  readonly traits: MemberTraits;
}

/** The traits of a member together with those of its shape, which count where the member has none. */
export interface MemberTraits {
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: boolean;
  readonly httpLabel?: boolean;
  readonly httpQuery?: string;
  readonly httpQueryParams?: boolean;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpPayload?: boolean;
  readonly httpResponseCode?: boolean;
  readonly mediaType?: string;
  readonly idempotencyToken?: boolean;
}
