/** What a sandbox service is: a table of typed handlers behind a model that comes from the SDK's schemas. */
import type { VirtualClock } from './clock.js';
import type { TemporaryCredentials } from './credentials.js';
import type { Hazards } from './hazards.js';
import type { LearnerPolicy } from './learner-policy.js';
import type { Metrics } from './metrics/metrics.js';
import type { Access, Place } from './services/peers.js';
import type { Store } from './store/store.js';

/** Who calls, as SigV4 proved it. */
export interface Principal {
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
  /** Undefined for the learner: see `Host.learnerPolicy`. */
  readonly session?: RoleSession;
}

/** What a session of a role may do is what the role's policies allow. */
export interface RoleSession {
  readonly roleArn: string;
  /** `AROA…`: a role that was deleted and made again under its name is another one. */
  readonly roleId: string;
  /** Policy documents that narrow what the role allows to what they allow together. */
  readonly policies?: readonly string[];
}

export interface RequestContext {
  readonly requestId: string;
  /** Twelve digits. */
  readonly account: string;
  /** From the signature's credential scope. Resources live in a region, as on AWS. */
  readonly region: string;
  readonly principal: Principal;
}

/** What a service is built from. One host per running sandbox. */
export interface Host {
  readonly store: Store;
  readonly clock: VirtualClock;
  /** The ways in which it is as awkward as AWS right now. */
  readonly hazards: Hazards;
  /** What the learner may do. */
  readonly learnerPolicy: LearnerPolicy;
  /** Issues keys to sessions of roles. */
  readonly credentials: TemporaryCredentials;
  /** What services count for CloudWatch. */
  readonly metrics: Metrics;
  /** `http://127.0.0.1:4600` */
  readonly endpoint: string;
  /** The sandbox's, private: what does not go into the store has a folder of its own in it. */
  readonly folder: string;
  readonly log: (line: string) => void;
  /**
   * Another service of this sandbox, loaded on first use: Application Auto Scaling asks DynamoDB whether a
   * table exists. The type is the called service's own exported interface.
   */
  peer<T>(signingName: string): Promise<T>;
}

/**
 * A JSON answer that is already text. DynamoDB's hot path keeps items as the text they came in and answers
 * them without parsing.
 */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A handler may be synchronous: LMDB is, and a transaction must be. */
export type Handler<I, O> = (input: I, context: RequestContext) => O | JsonText | Promise<O | JsonText>;

// biome-ignore lint/suspicious/noExplicitAny: a table holds handlers of many input types; each is typed where it is written, and the protocol layer proves the shape against the schema before it calls.
export type HandlerTable = Readonly<Record<string, Handler<any, unknown>>>;

/**
 * What a call needs permission for: nothing, one thing or several. It is asked before the handler looks at the input,
 * so required members may be missing.
 */
export type AccessOf<I> = (input: I, context: RequestContext) => readonly Access[];

// biome-ignore lint/suspicious/noExplicitAny: as in HandlerTable.
export type AccessTable = Readonly<Record<string, AccessOf<any>>>;

/** A loaded service. */
export interface Service {
  /** Operation name to handler. An operation of the model that is not in here answers UnknownOperationException. */
  readonly handlers: HandlerTable;
  /** By operation. One that is not in here needs `service:Operation` on `*`. */
  readonly access?: AccessTable;
  /**
   * The tags of one of its resources, which policies can ask for: `aws:ResourceTag/KEY`. Any text may be asked for; what
   * is no resource of its own has none.
   */
  tagsOf?(arn: string, place: Place): Readonly<Record<string, string>> | undefined;
  /** What `Host.peer` hands to other services. */
  readonly peer?: unknown;
  /** Ends calls that wait for something to happen, so that the sandbox can stop; from now on none waits. */
  endWaits?(): void;
  /** Releases timers and child processes; the store outlives it. */
  close?(): void | Promise<void>;
}

/**
 * The form of a JSON body as it stands on the wire: blobs are base64 strings, timestamps are epoch seconds.
 * Services registered with `form: 'wire'` get and give this instead of the SDK's own types, which saves the
 * codec on the hot path; their input has been held against the schema all the same.
 */
export type Wire<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? string
    : T extends readonly (infer E)[]
      ? Wire<E>[]
      : T extends object
        ? { [K in keyof T]: Wire<T[K]> }
        : T;
