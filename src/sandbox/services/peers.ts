/**
 * What services of the sandbox ask of each other. A service exports an implementation as `Service.peer`;
 * another gets it through `Host.peer<T>(signingName)`.
 */
import type { SessionCredentials } from '../credentials.js';
import type { ReceivedRequest, WireResponse } from '../http/message.js';
import type { Principal } from '../service.js';
import type { AlarmDefinition } from './cloudwatch/alarms.js';

/** A tagged resource, as the tag search lists it. */
export interface TaggedResource {
  readonly arn: string;
  /** Tag keys to values. May be empty: a resource that once had tags is listed without any. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What a service with tagged resources offers to the Resource Groups Tagging API. */
export interface TagSource {
  /** Every resource of an account and region that has, or has had, tags. In the order of ARNs. */
  taggedResources(account: string, region: string): Iterable<TaggedResource>;
}

/** Provisioned capacity units; 0 where it is on demand. */
export interface ProvisionedCapacity {
  readonly read: number;
  readonly write: number;
}

/** What Application Auto Scaling and the tag search need to know of DynamoDB. */
export interface DynamoDbPeer extends TagSource {
  /** A table and its global secondary indexes by name; undefined where there is no such table. */
  describeTable(
    account: string,
    region: string,
    tableName: string,
  ):
    | {
        readonly capacity: ProvisionedCapacity;
        readonly indexes: ReadonlyMap<string, ProvisionedCapacity>;
      }
    | undefined;
  /**
   * Changes the capacity of a table, or of a global secondary index of it, as UpdateTable does, and throws what that
   * throws: ResourceInUseException, LimitExceededException, ResourceNotFoundException. What `units` leaves out stays as it
   * is. Gives the virtual time at which the new capacity is there.
   */
  setCapacity(
    place: Place,
    tableName: string,
    indexName: string | undefined,
    units: Partial<ProvisionedCapacity>,
  ): number;
}

/** Where something lives. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** What Application Auto Scaling and the tag search need of CloudWatch. Part of the caller's transaction. */
export interface CloudWatchPeer extends TagSource {
  /** Makes an alarm, or overwrites the one of that name, which keeps its state. Not validated. */
  putAlarm(place: Place, name: string, definition: AlarmDefinition): void;
  /** Names of no alarm are passed over. */
  deleteAlarms(place: Place, names: Iterable<string>): void;
}

/** What an alarm's action is told, at the virtual time of its evaluation. */
export interface AlarmSignal extends Place {
  readonly alarmName: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
}

/** What CloudWatch and the tag search need of Application Auto Scaling. */
export interface AutoScalingPeer {
  /**
   * An alarm with this scaling policy among its actions has changed its state, or is in ALARM for another minute. A
   * policy that does not exist is passed over, and so is a state that it has nothing to do with.
   */
  signal(policyArn: string, signal: AlarmSignal): void | Promise<void>;
}

/** What the listener and the tag search need of API Gateway. */
export interface ApiGatewayPeer extends TagSource {
  /** Answers a request under `/execute-api/{apiId}/{stage}/…`, which nobody signs. What goes wrong is an answer. */
  serve(request: ReceivedRequest): Promise<WireResponse>;
}

/** What a call needs permission for, as IAM names it. */
export interface Access {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** An ARN, or `*` where the action is about no resource. */
  readonly resource: string;
  /** Condition keys of this call beside the global ones: `iam:PassedToService`. */
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
  /** The action as the service's refusals write it, where they do in their own way: `sqs:sendmessage`. */
  readonly toldAs?: string;
  /** All of what the service says where this is refused, where it does not say it as the others do. */
  readonly refusal?: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** A policy forbids it, so that no other can allow it. */
  readonly denied: boolean;
  /** As AWS ends its AccessDenied texts: `because no identity-based policy allows the dynamodb:PutItem action`. */
  readonly because: string;
}

/** What other services ask of IAM. */
export interface IamPeer {
  /** Whether the policies of the role that the principal is a session of allow it, or the policy that the learner has. */
  authorize(principal: Principal, region: string, access: Access): Decision;
  /** Whether the role's policies allow it. A role that does not exist is allowed nothing. */
  decide(roleArn: string, access: Access): Decision;
  /**
   * Whether the role exists, trusts the service (`lambda.amazonaws.com`), and is old enough to be known
   * everywhere, which IAM's eventual consistency may delay.
   */
  canAssume(roleArn: string, servicePrincipal: string): boolean;
  /**
   * Keys that act as the role for `lifetime` real seconds. Undefined where there is no such role; whether it may be
   * assumed is not asked again.
   */
  startSession(roleArn: string, sessionName: string, lifetime: number): SessionCredentials | undefined;
  /**
   * The role, where it trusts the principal and, if that is needed, the principal's own role lets it. `conditions` are
   * the condition keys of the request: `sts:ExternalId`.
   */
  assumableRole(
    roleArn: string,
    principal: Principal,
    region: string,
    conditions: Readonly<Record<string, string>>,
  ): { readonly id: string; readonly maxSessionDuration: number } | undefined;
  /**
   * The documents that narrow a session: one given as text, others by their ARNs. Throws
   * MalformedPolicyDocumentException for what is none.
   */
  sessionPolicies(document: string | undefined, arns: readonly string[]): readonly string[];
  /** Whether a service's own role is there. */
  hasServiceLinkedRole(account: string, service: string): boolean;
  /** Makes a service's own role if it is not there: `dynamodb.application-autoscaling.amazonaws.com`. */
  ensureServiceLinkedRole(account: string, service: string): void;
}

/** What other services ask of CloudWatch Logs. Permissions are checked by who asks. */
export interface LogsPeer {
  /**
   * Writes events (timestamps in virtual milliseconds) to a stream, which is made if it is not there. False where
   * there is no such group.
   */
  append(
    place: Place,
    group: string,
    stream: string,
    events: readonly { readonly timestamp: number; readonly message: string }[],
  ): boolean;
  /** Makes a group, if it is not there: without tags, its events kept for ever. */
  createGroup(place: Place, group: string): void;
}

/** What other services ask of SQS. Permissions are checked by who asks. */
export interface SqsPeer {
  /** Sends a message to the queue of that ARN. False where there is none. */
  send(queueArn: string, body: string): boolean;
}

/** What a function made of an invocation. */
export interface FunctionAnswer {
  readonly requestId: string;
  /** What it answered, or the error as JSON: `{"errorType":…,"errorMessage":…}`. */
  readonly payload: Uint8Array;
  /** Absent where it answered. */
  readonly functionError?: 'Unhandled';
  /** The end of its log: 4 KiB at most. */
  readonly logTail: Uint8Array;
}

/** Who wants to use a function in a service's name: `apigateway.amazonaws.com` for one of an API's methods. */
export interface FunctionUser {
  readonly service: string;
  readonly sourceArn: string;
  /** Twelve digits. */
  readonly sourceAccount: string;
  /** Permissions that were given later do not count yet: milliseconds since the epoch, virtual. Default: all count. */
  readonly permissionsUntil?: number;
}

/** What event source mappings, API Gateway and the tag search need of Lambda. Functions are named by their ARNs. */
export interface LambdaPeer extends TagSource {
  /**
   * Invokes it and waits, whoever asks: see `allows`. What the function does wrong is an answer. Rejects with
   * AwsError where it cannot be invoked: ResourceNotFoundException, ResourceConflictException while it is Pending,
   * TooManyRequestsException, AccessDeniedException where its role is gone. `payload` is JSON.
   */
  invoke(functionArn: string, payload: string | Uint8Array): Promise<FunctionAnswer>;
  /** The ARN of its role. Undefined where there is no such function. */
  roleOf(functionArn: string): string | undefined;
  /** Whether the function's own policy lets a service invoke it. */
  allows(functionArn: string, user: FunctionUser): boolean;
}
