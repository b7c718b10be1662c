/**
 * What is kept of REST APIs. The definition of an API is one document, so that a deployment is a copy of it: what is
 * deployed does not change any more.
 */
import type {
  CanarySettings,
  GatewayResponse,
  Method,
  MethodSetting,
  Model,
  RequestValidator,
  Resource,
  RestApi,
} from '@aws-sdk/client-api-gateway';
import type { Collection, Store } from '../../store/store.js';
import type { Place } from '../peers.js';

/** A resource of the tree, with its methods, their integrations and their responses, as the SDK's types have them. */
export interface ResourceRecord extends Omit<Resource, 'resourceMethods'> {
  readonly id: string;
  /** Undefined for the root. */
  readonly parentId?: string;
  /** `orders`, `{order_id}`, `{proxy+}`. Undefined for the root. */
  readonly pathPart?: string;
  /** `/orders/{order_id}`. */
  readonly path: string;
  /** By verb: `GET`, `ANY`. */
  readonly methods: Readonly<Record<string, Method>>;
}

/** All that a deployment takes a copy of. Everything is kept by id or name, in the order in which it was made. */
export interface Definition {
  readonly resources: Readonly<Record<string, ResourceRecord>>;
  /** By name. */
  readonly models: Readonly<Record<string, Model>>;
  /** By id. */
  readonly validators: Readonly<Record<string, RequestValidator>>;
  /** By response type; only those that were put. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  /** Content types, such as `image/png`, or all of them. */
  readonly binaryMediaTypes: readonly string[];
}

export interface ApiRecord extends Place {
  readonly id: string;
  /** All that is told of the API itself but for what has members of its own here. */
  readonly settings: Omit<RestApi, 'id' | 'createdDate' | 'tags' | 'binaryMediaTypes' | 'rootResourceId'>;
  readonly rootResourceId: string;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  /** Undefined until it gets its first tag. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly definition: Definition;
}

export interface DeploymentRecord {
  readonly id: string;
  readonly apiId: string;
  readonly description?: string;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  readonly definition: Definition;
}

export interface StageRecord {
  readonly apiId: string;
  readonly name: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables: Readonly<Record<string, string>>;
  /** By path and verb as patch operations name them, without the slash in front: `~1orders/GET`, or all of them at once. */
  readonly methodSettings: Readonly<Record<string, MethodSetting>>;
  readonly tracingEnabled: boolean;
  readonly canarySettings?: CanarySettings;
  /** Milliseconds since the epoch, virtual. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Settings of an account in a region. */
export interface AccountRecord {
  /** The role with which execution logs are written. */
  readonly cloudwatchRoleArn?: string;
}

export interface Records {
  readonly store: Store;
  /** By `account/region/id`: see {@link apiKey}. */
  readonly apis: Collection<ApiRecord>;
  /** Where an API lives, by its id alone, which is unique: an address has no region in it here. */
  readonly places: Collection<Place>;
  /** By `account/region/api/id`: see {@link partKey}. */
  readonly deployments: Collection<DeploymentRecord>;
  /** By `account/region/api/name`: see {@link partKey}. */
  readonly stages: Collection<StageRecord>;
  /** By `account/region`: see {@link accountKey}. */
  readonly accounts: Collection<AccountRecord>;
}

export function openRecords(store: Store): Records {
  return {
    store,
    apis: store.collection('apigateway.apis'),
    places: store.collection('apigateway.places'),
    deployments: store.collection('apigateway.deployments'),
    stages: store.collection('apigateway.stages'),
    accounts: store.collection('apigateway.accounts'),
  };
}

export function apiKey({ account, region }: Place, apiId: string): string {
  return `${account}/${region}/${apiId}`;
}

export function accountKey({ account, region }: Place): string {
  return `${account}/${region}`;
}

/** The key of a deployment or a stage. Without a name: what the keys of all of them begin with. */
export function partKey(place: Place, apiId: string, name = ''): string {
  return `${apiKey(place, apiId)}/${name}`;
}
