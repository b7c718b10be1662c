/**
 * Faults: calls that go wrong on purpose, for tests. A rule picks calls (the third PutItem, one in ten of all that
 * change something) and says what becomes of each: an error of the service, throttling, silence, or a connection
 * that breaks; before the call's work is done, or after it. Rules are kept in memory only.
 */
import { z } from 'zod';
import { AwsError } from './errors.js';
import { Unanswered } from './http/message.js';

/** As the control route takes it. */
const faultRule = z.strictObject({
  /**
   * `error`: 500. `throttle`: AWS's throttling error. `expire`: the learner's session has ended;
   * roles' go on. `hang`: no answer.
   * `drop`: the connection is closed.
   */
  effect: z.enum(['error', 'throttle', 'expire', 'hang', 'drop']),
  /** Whether the call's work is done all the same. `before`: it is not. */
  when: z.enum(['before', 'after']).default('before'),
  /** Only calls of this service, by signing name. */
  service: z.string().optional(),
  /** Only calls of this operation: `PutItem`. */
  operation: z.string().optional(),
  /** Only calls that may change something. */
  changing: z.boolean().default(false),
  /** The first call to go wrong, counted from 1 among those that the rule is about. */
  from: z.int().min(1).default(1),
  /** How many calls go wrong from there on. Default 1, or with a share no end. */
  times: z.int().min(1).optional(),
  /** Of the calls from `from` on, this share goes wrong, the same ones in every run with this `seed`. */
  share: z.number().min(0).max(1).optional(),
  seed: z.int().default(1),
});
export const faultRules = z.array(faultRule);
export type FaultRule = z.input<typeof faultRule>;
type WholeFaultRule = z.output<typeof faultRule>;

/** What the rules look at. */
export interface FaultedCall {
  readonly service: string;
  readonly operation: string;
  /** Made with keys of a role, such as a function's. */
  readonly byRole: boolean;
  /** The service's name for a fault of its own. */
  readonly internalError: string;
}

export interface Faults {
  /**
   * These rules and no others; counting begins anew. Throws ZodError where they are none.
   * @param onPicked told of each call that goes wrong: before it does, and after its work, where that is done.
   */
  set(rules: readonly FaultRule[], onPicked?: (call: FaultedCall) => void): void;
  /** Does a call's work, unless a rule says otherwise. The first rule that picks the call decides. */
  around<T>(call: FaultedCall, work: () => T | Promise<T>): T | Promise<T>;
  /** Ends the silence of calls that hang. */
  close(): void;
}

/** Operations that only look. */
const READS = /^(BatchGet|Describe|Filter|Get|List|Lookup|Query|Scan|TransactGet)/;

export function isReadOperation(operation: string): boolean {
  return READS.test(operation);
}

export function createFaults(): Faults {
  let active: ActiveRule[] = [];
  let tell: (call: FaultedCall) => void = () => undefined;
  const hanging = new Set<() => void>();
  const hang = (): Promise<void> => new Promise((resolve) => hanging.add(resolve));

  const fail = async (rule: WholeFaultRule, call: FaultedCall): Promise<never> => {
    tell(call);
    if (rule.effect === 'hang') await hang();
    throw errorOf(rule, call);
  };

  return {
    set(rules, onPicked = () => undefined) {
      active = faultRules.parse(rules).map((rule) => new ActiveRule(rule));
      tell = onPicked;
    },
    around(call, work) {
      if (active.length === 0) return work();
      const picking = active.filter((rule) => rule.picks(call));
      const rule = picking[0]?.rule;
      if (rule === undefined) return work();
      return rule.when === 'after' ? finish(work).then(() => fail(rule, call)) : fail(rule, call);
    },
    close() {
      for (const end of hanging) end();
      hanging.clear();
    },
  };
}

/** Does the work. What it would have answered is lost, a refusal as well; a fault of ours is none to be lost. */
async function finish(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

function errorOf({ effect }: WholeFaultRule, { internalError }: FaultedCall): Error {
  if (effect === 'error') return new AwsError(internalError, 'Internal server error', { status: 500 });
  if (effect === 'throttle') return new AwsError('ThrottlingException', 'Rate exceeded');
  if (effect === 'expire') {
    return new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  return new Unanswered();
}

/** A rule and how many calls it has seen. Each rule counts every call that it is about, whichever decides. */
class ActiveRule {
  readonly rule: WholeFaultRule;
  #seen = 0;
  #done = 0;
  #random: number;

  constructor(rule: WholeFaultRule) {
    this.rule = rule;
    this.#random = rule.seed;
  }

  picks({ service, operation, byRole }: FaultedCall): boolean {
    const { rule } = this;
    if (rule.effect === 'expire' && byRole) return false;
    if (rule.service !== undefined && rule.service !== service) return false;
    if (rule.operation !== undefined && rule.operation !== operation) return false;
    if (rule.changing && isReadOperation(operation)) return false;
    this.#seen += 1;
    if (this.#seen < rule.from) return false;
    if (rule.share !== undefined && this.#nextRandom() >= rule.share) return false;
    const times = rule.times ?? (rule.share === undefined ? 1 : Number.POSITIVE_INFINITY);
    if (this.#done >= times) return false;
    this.#done += 1;
    return true;
  }

  /** 0 to 1; mulberry32, so that a seed means the same calls everywhere. */
  #nextRandom(): number {
    this.#random = (this.#random + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#random ^ (this.#random >>> 15), 1 | this.#random);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
}
