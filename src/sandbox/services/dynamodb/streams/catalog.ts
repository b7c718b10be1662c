/** All streams of the sandbox, by their place: `account/region/table/label`. */
import type { Collection, Store } from '../../../store/store.js';
import { parseTableArn, type TableScope } from '../arns.js';
import { isExpired, type StreamState } from './stream.js';

/** What a stream is found by. */
export interface StreamName extends TableScope {
  readonly tableName: string;
  readonly label: string;
}

export class StreamCatalog {
  readonly #states: Collection<StreamState>;

  constructor(store: Store) {
    this.#states = store.collection('dynamodb.streams');
  }

  /** Whatever its age. */
  get(name: StreamName): StreamState | undefined {
    return this.#states.get(keyOf(name));
  }

  /** Every stream of an account and region that can still be read, in the order of tables and labels. */
  *list(scope: TableScope, now: number): Generator<StreamState> {
    for (const { value } of this.#states.list(`${scope.account}/${scope.region}/`)) {
      if (!isExpired(value, now)) yield value;
    }
  }

  save(state: StreamState): void {
    this.#states.put(keyOf(state), state);
  }

  remove(state: StreamState): void {
    this.#states.delete(keyOf(state));
  }
}

/** Undefined for what is not a stream's ARN. */
export function parseStreamArn(arn: string): StreamName | undefined {
  const { account, region, table, child } = parseTableArn(arn) ?? {};
  const label = child?.match(/^stream\/([^/]+)$/)?.[1];
  if (account === undefined || region === undefined || table === undefined || label === undefined) {
    return undefined;
  }
  return { account, region, tableName: table, label };
}

function keyOf({ account, region, tableName, label }: StreamName): string {
  return `${account}/${region}/${tableName}/${label}`;
}
