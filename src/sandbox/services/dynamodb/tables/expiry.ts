/**
 * Time to Live: items whose time has passed are deleted a while later, in rounds, at no cost (AWS: "Using time
 * to live (TTL) in DynamoDB"; there it may take days, here an hour at most). The stream tells them from other
 * deletions by who did it.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Engine } from '../engine.js';
import { applyWrite } from '../items/write.js';
import type { UserIdentity } from '../streams/record-text.js';
import { attribute, type Item } from '../values/attribute-value.js';
import { prefixRange } from '../values/key-range.js';
import type { TableRecord } from './record.js';
import { storageId } from './storage.js';
import type { Table } from './table.js';

/** From the end of one round to the next. */
const ROUND = 60 * 60 * 1000; /* 1 h */
/** What has been over for longer is taken for a mistake, and stays. */
const OLDEST = 5 * 365 * 24 * 60 * 60; /* 5 years, in seconds */
/** Items looked at in one transaction of the store: a few milliseconds. */
const CHUNK = 500;
const TIMER = 'dynamodb.expiry';
const DELETED_BY: UserIdentity = { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' };

/** Which table a timer is for: by its id, so that one created again under the same name is not meant. */
type Target = Pick<TableRecord, 'account' | 'region' | 'name' | 'id'>;
type ExpiryEngine = Pick<Engine, 'clock' | 'tables' | 'items' | 'streams' | 'locks'>;

export class Expiry {
  readonly #engine: ExpiryEngine;
  #closed = false;

  constructor(engine: ExpiryEngine) {
    this.#engine = engine;
    // The payload is what `follow` has set.
    engine.clock.onTimer(TIMER, (target) => this.#round(target as Target));
  }

  /** Begins or ends the rounds of a table, as its record now says. May be part of a store transaction. */
  follow({ account, region, name, id, timeToLive }: TableRecord): void {
    const { clock } = this.#engine;
    const target: Target = { account, region, name, id };
    if (timeToLive?.enabled) clock.setTimer(TIMER, id, clock.now() + ROUND, target);
    else clock.cancelTimer(TIMER, id);
  }

  /** Ends a round under way after its current piece; the next start goes on. */
  close(): void {
    this.#closed = true;
  }

  async #round(target: Target): Promise<void> {
    let after: Buffer | undefined;
    do {
      const table = this.#open(target);
      if (table === undefined) return;
      after = this.#removeExpired(table, after);
      await nextTurn();
    } while (after !== undefined && !this.#closed);
    const table = this.#open(target);
    if (table !== undefined && !this.#closed) this.follow(table.record);
  }

  /** The table, while it is the same one and still has Time to Live. */
  #open(target: Target): Table | undefined {
    const table = this.#engine.tables.find(target, target.name);
    const { id, status, timeToLive } = table?.record ?? {};
    return id === target.id && status !== 'DELETING' && timeToLive?.enabled ? table : undefined;
  }

  /** Looks at the next items behind `after`; returns the last one's key, undefined at the end of the table. */
  #removeExpired(table: Table, after: Buffer | undefined): Buffer | undefined {
    const { items, locks, clock } = this.#engine;
    const name = table.record.timeToLive?.attribute ?? '';
    const now = Math.floor(clock.now() / 1000);
    return items.write(() => {
      const expired: Buffer[] = [];
      let last: Buffer | undefined;
      let looked = 0;
      const options = after === undefined ? {} : { after };
      for (const { key, stored } of items.range(
        'rows',
        prefixRange(storageId(table.record.storage)),
        options,
      )) {
        last = key;
        looked += 1;
        // What a transaction has in hand is left for the next round.
        if (isExpired(stored.item, name, now) && !locks.isHeld(key)) expired.push(key);
        if (looked === CHUNK) break;
      }
      for (const key of expired) {
        applyWrite(this.#engine, { table, key, identity: DELETED_BY, change: () => undefined });
      }
      return looked === CHUNK ? last : undefined;
    });
  }
}

/** Only a Number counts: epoch seconds that have passed, but not years ago. */
function isExpired(item: Item, name: string, now: number): boolean {
  const value = attribute(item, name);
  if (value === undefined || !('N' in value)) return false;
  const time = Number(value.N);
  return time <= now && time > now - OLDEST;
}
