/** What a resource is: something that exists on AWS by a name that we choose and that cleanup removes. */
import type { CostItem } from './cost.js';
import type { Lab } from './lab.js';

export interface Absent {
  readonly state: 'absent';
}

/** It carries our lab id and our owner in its tags. */
export interface Ours {
  readonly state: 'ours';
  readonly arn?: string;
  /** Milliseconds since the epoch, in the target's time, when AWS tells. */
  readonly createdAt?: number;
  /** What it costs per hour while it stands, as it is now. Absent: nothing, but for what is done with it. */
  readonly perHour?: readonly CostItem[];
  /** AWS's own word for what it is doing: ACTIVE, DELETING. */
  readonly status?: string;
}

/** It exists, but not by us: never changed, never deleted. */
export interface Foreign {
  readonly state: 'foreign';
  readonly arn?: string;
  /** Why it is not ours: "it has no orders-lab tag", "it belongs to arn:aws:iam::…:user/ada". */
  readonly because: string;
}

export type Found = Absent | Ours | Foreign;

export interface Resource {
  /** `dynamodb-table`, `scalable-target`. */
  readonly kind: string;
  readonly name: string;
  /** Keys (`kind/name`) of the resources that this one was built upon; cleanup removes it before them. */
  readonly after: readonly string[];
  /** Why this program cannot remove it. Absent: it can. */
  readonly stays?: string;
  find(lab: Lab): Promise<Found>;
  /** Removes it and waits until it is gone. Only called on what `find` called ours; gone already is success. */
  remove(lab: Lab): Promise<void>;
}

/** How `after` names a resource. */
export function resourceKey(resource: Pick<Resource, 'kind' | 'name'>): string {
  return `${resource.kind}/${resource.name}`;
}

/** How many there are of each kind: `4 scalable-target, 1 dynamodb-table`. */
export function kindsInWords(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}
