/** How an item is stored: its size in bytes (as DynamoDB counts) and its JSON, as one text. `27{"id":{"S":"a"}}` */
import type { Item } from '../values/attribute-value.js';
import { itemSize } from '../values/size.js';

/** An item with its text and size, each worked out when it is first asked for. */
export class StoredItem {
  readonly size: number;
  /** The item as JSON. */
  readonly json: string;
  #item: Item | undefined;

  private constructor(size: number, json: string, item: Item | undefined) {
    this.size = size;
    this.json = json;
    this.#item = item;
  }

  /** A checked item, with numbers and sets in canonical form. */
  static of(item: Item): StoredItem {
    return new StoredItem(itemSize(item), JSON.stringify(item), item);
  }

  static parse(stored: string): StoredItem {
    const start = stored.indexOf('{');
    return new StoredItem(Number(stored.slice(0, start)), stored.slice(start), undefined);
  }

  get item(): Item {
    this.#item ??= parsed(this.json);
    return this.#item;
  }

  toText(): string {
    return this.size + this.json;
  }
}

/** What we wrote ourselves: its shape is known. */
function parsed(json: string): Item {
  return JSON.parse(json);
}
