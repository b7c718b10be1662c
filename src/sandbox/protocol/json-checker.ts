/**
 * Holds a parsed JSON body against a shape, as AWS's front end does: every value must be of its member's type,
 * members that the model does not have are dropped, and so are nulls. A shape is compiled into functions once;
 * this stands in the path of every DynamoDB request.
 */
import { AwsError } from '../errors.js';
import type { NumberType } from '../services/index.js';
import type { Expected, Position, Wording } from './json-wording.js';
import type { Member, Shape } from './model.js';

/**
 * Gives the value as the service is to see it: the same object, changed in place where something had to be
 * dropped or truncated. Throws `SerializationException`.
 */
export type Checker = (value: unknown) => unknown;

export interface CheckerOptions {
  readonly wording: Wording;
  /** The Java types of numbers by member name; a number that is not listed is taken as it is. */
  readonly numbers: Readonly<Record<string, NumberType>>;
  /** Whether members go by their `jsonName`, as in REST-JSON. */
  readonly jsonName: boolean;
}

/** Greatest and least of Java's int; what does not fit is cut to them, as AWS does. */
const INTEGER = { min: -2_147_483_648, max: 2_147_483_647 };

const BASE64_DIGITS = /^[A-Za-z0-9+/]*={0,2}$/;
/** The last four, where they are padded: the bits that are left over are zero. */
const BASE64_END = /(?:[AQgw]==|[AEIMQUYcgkosw048]=|[^=])$/;

export function compileChecker(shape: Shape, options: CheckerOptions): Checker {
  return new Compiler(options).compile(shape, 'input', 'element');
}

class Compiler {
  private readonly options: CheckerOptions;
  /** Shapes contain themselves (an attribute value may be a list of them): each is compiled once. */
  private readonly compiled = new Map<Shape, Map<string, Checker>>();

  constructor(options: CheckerOptions) {
    this.options = options;
  }

  compile(shape: Shape, memberName: string, position: Position): Checker {
    const variant = shape.kind === 'number' ? memberName : position;
    const variants = this.compiled.get(shape) ?? new Map<string, Checker>();
    this.compiled.set(shape, variants);
    const known = variants.get(variant);
    if (known !== undefined) {
      return known;
    }
    const checker = this.build(shape, memberName, position);
    variants.set(variant, checker);
    return checker;
  }

  private build(shape: Shape, memberName: string, position: Position): Checker {
    switch (shape.kind) {
      case 'structure':
        return this.structure(shape.members, this.refusal({ kind: 'structure', name: shape.name }, position));
      case 'list': {
        const element = shape.element.shape;
        const refuse = this.refusal({ kind: 'list', element: typeName(element) }, position);
        return this.list(shape.element, refuse);
      }
      case 'map': {
        const refuse = this.refusal({ kind: 'map', value: typeName(shape.value.shape) }, position);
        return this.map(shape.value, refuse);
      }
      case 'number':
      case 'bigInteger':
      case 'bigDecimal':
        return this.number(this.options.numbers[memberName], position);
      case 'boolean':
        return this.scalar('boolean', 'Boolean', position);
      case 'string':
        return this.scalar('string', 'String', position);
      case 'blob':
        return this.blob(position);
      case 'timestamp':
        return this.timestamp(shape.timestampFormat === 'date-time', position);
      default:
        return (value) => value;
    }
  }

  private refusal(expected: Expected, position: Position): (found: unknown) => never {
    const { wording } = this.options;
    return (found) => {
      throw serializationException(wording(expected, found, position));
    };
  }

  private structure(members: ReadonlyMap<string, Member>, refuse: (found: unknown) => never): Checker {
    const { jsonName } = this.options;
    const byWireName = new Map<string, () => Checker>();
    for (const [name, member] of members) {
      let checker: Checker | undefined;
      byWireName.set(jsonName ? (member.traits.jsonName ?? name) : name, () => {
        checker ??= this.compile(member.shape, name, 'member');
        return checker;
      });
    }
    return (value) => {
      if (!isJsonObject(value)) {
        return refuse(value);
      }
      for (const name of Object.keys(value)) {
        const member = value[name];
        const checker = byWireName.get(name);
        if (checker === undefined || member === null) {
          delete value[name];
          continue;
        }
        const checked = checker()(member);
        if (checked !== member) {
          value[name] = checked;
        }
      }
      return value;
    };
  }

  private list({ shape }: Member, refuse: (found: unknown) => never): Checker {
    let element: Checker | undefined;
    return (value) => {
      if (!Array.isArray(value)) {
        return refuse(value);
      }
      element ??= this.compile(shape, 'member', 'element');
      let kept = 0;
      for (const item of value) {
        const present: unknown = item ?? emptyElement(shape);
        if (present !== undefined) {
          value[kept] = element(present);
          kept += 1;
        }
      }
      value.length = kept;
      return value;
    };
  }

  private map({ shape }: Member, refuse: (found: unknown) => never): Checker {
    let element: Checker | undefined;
    return (value) => {
      if (!isJsonObject(value)) {
        return refuse(value);
      }
      element ??= this.compile(shape, 'value', 'element');
      for (const key of Object.keys(value)) {
        const item = value[key];
        if (item === null) {
          delete value[key];
          continue;
        }
        const checked = element(item);
        if (checked !== item) {
          value[key] = checked;
        }
      }
      return value;
    };
  }

  private scalar(type: 'string' | 'boolean', name: 'String' | 'Boolean', position: Position): Checker {
    const refuse = this.refusal({ kind: 'scalar', type: name }, position);
    return (value) => (typeof value === type ? value : refuse(value));
  }

  private number(type: NumberType | undefined, position: Position): Checker {
    const refuse = this.refusal({ kind: 'scalar', type: type ?? 'Integer' }, position);
    if (type === undefined || type === 'Double') {
      return (value) => (typeof value === 'number' ? value : refuse(value));
    }
    const { min, max } = type === 'Integer' ? INTEGER : { min: -Infinity, max: Infinity };
    return (value) =>
      typeof value === 'number' ? Math.min(max, Math.max(min, Math.trunc(value))) : refuse(value);
  }

  private blob(position: Position): Checker {
    const refuse = this.refusal({ kind: 'blob' }, position);
    return (value) => {
      if (typeof value !== 'string') {
        return refuse(value);
      }
      if (!isBase64(value)) {
        throw serializationException(base64Complaint(value));
      }
      return value;
    };
  }

  private timestamp(isText: boolean, position: Position): Checker {
    const refuse = this.refusal({ kind: 'scalar', type: 'Timestamp' }, position);
    return (value) => {
      const fits = isText ? isDateText(value) : typeof value === 'number' || isNumberText(value);
      return fits ? value : refuse(value);
    };
  }
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A null in a list is taken as an element with nothing in it, and left out where there is no such thing. */
function emptyElement(shape: Shape): unknown {
  switch (shape.kind) {
    case 'structure':
    case 'map':
      return {};
    case 'list':
      return [];
    default:
      return undefined;
  }
}

function isDateText(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/** Some SDKs write epoch seconds as text. */
function isNumberText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
}

function isBase64(text: string): boolean {
  return (
    text === '' || (text.length % 4 === 0 && BASE64_DIGITS.test(text) && BASE64_END.test(text.slice(-4)))
  );
}

function base64Complaint(text: string): string {
  return text.length % 4 === 0
    ? 'Invalid last non-pad Base64 character dectected'
    : `Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`;
}

function typeName(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return 'String';
    case 'boolean':
      return 'Boolean';
    default:
      return shape.name;
  }
}

function serializationException(message: string): AwsError {
  return new AwsError('SerializationException', message);
}
