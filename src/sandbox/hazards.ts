/**
 * Hazards: the ways in which AWS is awkward and a local server usually is not. Each can be turned on by itself;
 * all of them together are `realistic`. What is on is kept in the store, so that a restart changes nothing.
 * `docs/sandbox.md` says which behaviour of AWS each one stands for, and which test lives through it.
 */
import type { Collection, Store } from './store/store.js';

export interface HazardEntry {
  /** The service, as its requests are signed for; `all` for what all of them have. */
  readonly service: string;
  /** What one meets, in one sentence. */
  readonly meets: string;
}

/** Every hazard there is, in the order in which they are listed. */
export const HAZARDS = {
  'table-lifecycle': {
    service: 'dynamodb',
    meets: 'Creating, changing and deleting tables takes the seconds that AWS takes.',
  },
  'index-build': {
    service: 'dynamodb',
    meets:
      'A new index is built for minutes while its table is ACTIVE and cannot be deleted; one index operation at a time.',
  },
  'tag-lock': {
    service: 'dynamodb',
    meets:
      'Tags that are written take 1.7 s: until then the old ones are told, and other tags and DeleteTable are refused.',
  },
  'late-tags': {
    service: 'dynamodb',
    meets: 'The tags of a table are not told for its first seconds, and forgotten before it is gone.',
  },
  'eventual-reads': {
    service: 'dynamodb',
    meets: 'Every other eventually consistent read is a second behind.',
  },
  'index-lag': {
    service: 'dynamodb',
    meets: 'Every other read of a global index is two seconds behind.',
  },
  'late-throttles': {
    service: 'dynamodb',
    meets:
      'Now and then a provisioned table throttles for a moment, in the middle of a load, and so does the control plane.',
  },
  'scaling-role': {
    service: 'application-autoscaling',
    meets:
      'The first registration creates the service-linked role, which cannot be assumed for some seconds, nor make alarms for some more.',
  },
  'scaling-conflicts': {
    service: 'application-autoscaling',
    meets:
      'A change that follows another one at once is refused: as a concurrent update, or because the target is not known yet.',
  },
  'role-propagation': {
    service: 'iam',
    meets: 'A new role cannot be assumed for eight seconds.',
  },
  'policy-propagation': {
    service: 'iam',
    meets: 'What is changed in the policies of a role counts four seconds later.',
  },
  'late-logs': {
    service: 'logs',
    meets: 'A search of logs finds an event only some seconds after it was written.',
  },
  'empty-log-pages': {
    service: 'logs',
    meets: 'The first page of a search of logs is empty, with a token for the next one.',
  },
  'late-metrics': {
    service: 'monitoring',
    meets: 'What was counted in a minute is seen one to three minutes after its end.',
  },
  'queue-name-reserved': {
    service: 'sqs',
    meets: 'For a minute after a queue was deleted, its name cannot be used for another.',
  },
  'slow-mappings': {
    service: 'lambda',
    meets: 'An event source mapping takes a minute to change, and polls for the first time a minute later.',
  },
  'tag-search-lag': {
    service: 'tagging',
    meets:
      'The tag search shows deleted things for a minute; new ones and changed tags only after some seconds.',
  },
  'slow-functions': {
    service: 'lambda',
    meets:
      'A new function is Pending, an update in progress and a deleted function still seen for some seconds.',
  },
  'new-stage': {
    service: 'apigateway',
    meets:
      'A new stage answers 403 for some seconds, a changed one as before; a new permission of a function counts seconds later.',
  },
  'api-quotas': {
    service: 'apigateway',
    meets:
      'The control plane has its quotas: an API every 3 s (30 s for EDGE), a deletion every 30 s, a deployment every 5 s, ten calls a second.',
  },
  'api-conflicts': {
    service: 'apigateway',
    meets:
      'Of changes to an API that follow one another at once, every fifth is refused as a concurrent one.',
  },
  'crowded-account': {
    service: 'all',
    meets:
      "Control planes take only so many calls a second from all of an account together: 3 alarms, 10 tables' tags, 15 changes of functions.",
  },
  'new-account': {
    service: 'lambda',
    meets: 'All functions together run ten times at once, not a thousand, and none of that can be reserved.',
  },
  'late-flush': {
    service: 'lambda',
    meets:
      'The last lines of a function are logged seconds later, also when it is deleted by then: a role that may do so makes the log group again.',
  },
} as const satisfies Readonly<Record<string, HazardEntry>>;

export type HazardName = keyof typeof HAZARDS;

/** Which hazards are on. One per running sandbox. */
export interface Hazards {
  has(name: HazardName): boolean;
  /** In the order of {@link HAZARDS}. */
  readonly active: readonly HazardName[];
  /** These and no others, from the next request on. */
  set(names: Iterable<HazardName>): void;
}

export function openHazards(store: Store): Hazards {
  const kept: Collection<readonly string[]> = store.collection('sandbox.hazards');
  // A store of a newer version may name hazards that this one does not have.
  let active = new Set(kept.get('active')?.filter(isHazardName));
  return {
    has: (name) => active.has(name),
    get active() {
      return hazardNames().filter((name) => active.has(name));
    },
    set(names) {
      active = new Set(names);
      kept.put('active', this.active);
    },
  };
}

export function hazardNames(): HazardName[] {
  return Object.keys(HAZARDS).filter(isHazardName);
}

export function isHazardName(name: string): name is HazardName {
  return Object.hasOwn(HAZARDS, name);
}
