/**
 * Client request tokens: a TransactWriteItems that is sent again under the same token within ten minutes is
 * done once (AWS: "TransactWriteItems API", idempotency). They are kept in the store, written with what the
 * transaction writes, so that a killed process knows what it had done.
 */
import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { VirtualClock } from '../../../clock.js';
import { AwsError } from '../../../errors.js';
import type { Collection, Store } from '../../../store/store.js';
import type { TableScope } from '../arns.js';

/** How long a token is valid after its transaction has ended. */
const VALIDITY = 10 * 60 * 1000; /* 10 min */
/** Tokens are removed in rounds, not one by one: every SDK sends one with every transaction. */
const ROUND = 60 * 1000; /* 1 min */
/** How many are removed in one transaction of the store: a few milliseconds. */
const CHUNK = 500;
const TIMER = 'dynamodb.tokens';
const TIME_DIGITS = 16;

interface TokenRecord {
  readonly fingerprint: string;
  /** Milliseconds since the epoch, virtual. */
  readonly validUntil: number;
  readonly readUnits: readonly number[];
}

/** A transaction under a token. */
export interface TokenUse {
  readonly key: string;
  readonly fingerprint: string;
}

export class RequestTokens {
  readonly #store: Store;
  readonly #clock: VirtualClock;
  /** `account/region/token` to what was done under it. */
  readonly #tokens: Collection<TokenRecord>;
  /** `time/account/region/token` to nothing, so that the first key is the next to be removed. */
  readonly #due: Collection<true>;
  readonly #inProgress = new Map<string, string>();
  /** Whether the timer of the next round is known to be set. */
  #scheduled = false;

  constructor(store: Store, clock: VirtualClock) {
    this.#store = store;
    this.#clock = clock;
    this.#tokens = store.collection('dynamodb.tokens');
    this.#due = store.collection('dynamodb.tokens.due');
    clock.onTimer(TIMER, () => this.#removeExpired());
  }

  /** `parameters` is everything that has to be the same when the request comes again. */
  useOf({ account, region }: TableScope, token: string, parameters: unknown): TokenUse {
    return { key: `${account}/${region}/${token}`, fingerprint: fingerprintOf(parameters) };
  }

  /**
   * The read units (by action) that a replay costs, where the transaction has been done; undefined where it is
   * still to be done. Throws IdempotentParameterMismatchException where the token was used with other
   * parameters, TransactionInProgressException where the transaction is being done.
   */
  replayed({ key, fingerprint }: TokenUse): readonly number[] | undefined {
    const running = this.#inProgress.get(key);
    const done = this.#tokens.get(key);
    const known = running ?? (done && done.validUntil > this.#clock.now() ? done.fingerprint : undefined);
    if (known === undefined) return undefined;
    if (known !== fingerprint) {
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'Specified idempotent token was used with different request parameters within the idempotency window',
      );
    }
    if (running !== undefined) {
      throw new AwsError(
        'TransactionInProgressException',
        'Transaction from previous request is still in progress',
      );
    }
    return done?.readUnits;
  }

  /** The transaction begins; call what it returns when it has ended, done or not. */
  begin({ key, fingerprint }: TokenUse): () => void {
    this.#inProgress.set(key, fingerprint);
    return () => this.#inProgress.delete(key);
  }

  /** In the store transaction that does what the request asks for. */
  record({ key, fingerprint }: TokenUse, readUnits: readonly number[]): void {
    const earlier = this.#tokens.get(key);
    if (earlier !== undefined) this.#due.delete(dueKey(earlier.validUntil, key));
    const validUntil = Math.ceil(this.#clock.now()) + VALIDITY;
    this.#tokens.put(key, { fingerprint, validUntil, readUnits });
    this.#due.put(dueKey(validUntil, key), true);
    if (this.#scheduled) return;
    this.#clock.setTimer(TIMER, '', validUntil + ROUND);
    this.#scheduled = true;
  }

  async #removeExpired(): Promise<void> {
    while (this.#store.write(() => this.#removeChunk())) await nextTurn();
  }

  /** True when there may be more to remove at once; else the timer of the next round is set, if there is one. */
  #removeChunk(): boolean {
    let removed = 0;
    for (const { key: due } of this.#due.list()) {
      const time = Number(due.slice(0, TIME_DIGITS));
      if (time > this.#clock.now()) {
        this.#clock.setTimer(TIMER, '', time + ROUND);
        return false;
      }
      this.#due.delete(due);
      this.#tokens.delete(due.slice(TIME_DIGITS + 1));
      removed += 1;
      if (removed === CHUNK) return true;
    }
    this.#scheduled = false;
    return false;
  }
}

function dueKey(time: number, key: string): string {
  return `${String(time).padStart(TIME_DIGITS, '0')}/${key}`;
}

/** The same for the same parameters, in whatever order the members of their structures and maps come. */
function fingerprintOf(parameters: unknown): string {
  return hash('sha256', JSON.stringify(parameters, sorted), 'base64');
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
