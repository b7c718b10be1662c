/** The services of the sandbox: what each is called on the wire, and how its code is loaded. */
import type { ClientName } from '../protocol/schemas.js';
import type { Host, Service } from '../service.js';

export interface ServiceEntry {
  /**
   * The service's name in a SigV4 credential scope. Services may share one, if their JSON targets tell them
   * apart; the first of them is meant where nothing does.
   */
  readonly signingName: string;
  /** What its actions begin with in policies. Default: the signing name. */
  readonly actionPrefix?: string;
  /** The client package whose schemas are its model. */
  readonly client: ClientName;
  /** `wire`: its handlers take and give the JSON of the wire itself (see `Wire` in `service.ts`). */
  readonly form: 'sdk' | 'wire';
  readonly protocols: Protocols;
  /** The kinds of timers it owns: it is loaded at start when the store holds one of them. */
  readonly timers: readonly string[];
  /** The collection of the store whose documents it has to work for by itself: it is loaded at start when there are any. */
  readonly worksFor?: string;
  /** What stands before `#` in the `__type` of the errors of its own model; without it they stand bare. */
  readonly errorNamespace?: string;
  /** The error that hides a fault of ours. Default `InternalFailure`. */
  readonly internalError?: string;
  /** The Java types of its numbers, which the schemas do not tell apart. Integers are truncated, as on AWS. */
  readonly numbers?: Readonly<Record<string, NumberType>>;
  load(): Promise<(host: Host) => Service>;
}

export type NumberType = 'Integer' | 'Long' | 'Double';

/** A service speaks at least one. */
export interface Protocols {
  readonly json?: { readonly targetPrefix: string; readonly version: '1.0' | '1.1' };
  readonly query?: {
    readonly version: string;
    readonly xmlNamespace: string;
    /** The member that the oldest clients leave out, since they send the request to that address. */
    readonly addressMember?: string;
  };
  readonly restJson?: true;
}

export const SERVICES: readonly ServiceEntry[] = [
  {
    signingName: 'dynamodb',
    client: 'dynamodb',
    form: 'wire',
    protocols: { json: { targetPrefix: 'DynamoDB_20120810', version: '1.0' } },
    timers: [
      'dynamodb.table',
      'dynamodb.index',
      'dynamodb.stream',
      'dynamodb.tokens',
      'dynamodb.expiry',
      'dynamodb.capacity',
      'dynamodb.idle',
    ],
    errorNamespace: 'com.amazonaws.dynamodb.v20120810',
    internalError: 'InternalServerError',
    numbers: {
      ReadCapacityUnits: 'Long',
      WriteCapacityUnits: 'Long',
      MaxReadRequestUnits: 'Long',
      MaxWriteRequestUnits: 'Long',
      ReadUnitsPerSecond: 'Long',
      WriteUnitsPerSecond: 'Long',
      Limit: 'Integer',
      MaxResults: 'Integer',
      PageSize: 'Integer',
      RecoveryPeriodInDays: 'Integer',
      Segment: 'Integer',
      TotalSegments: 'Integer',
    },
    load: async () => (await import('./dynamodb/index.js')).createDynamoDb,
  },
  {
    signingName: 'dynamodb',
    client: 'dynamodb-streams',
    form: 'wire',
    protocols: { json: { targetPrefix: 'DynamoDBStreams_20120810', version: '1.0' } },
    timers: [],
    errorNamespace: 'com.amazonaws.dynamodb.v20120810',
    internalError: 'InternalServerError',
    numbers: { Limit: 'Integer' },
    load: async () => (await import('./dynamodb-streams/index.js')).createDynamoDbStreams,
  },
  {
    signingName: 'application-autoscaling',
    client: 'application-auto-scaling',
    form: 'sdk',
    protocols: { json: { targetPrefix: 'AnyScaleFrontendService', version: '1.1' } },
    timers: ['application-autoscaling.change'],
    internalError: 'InternalServiceException',
    numbers: {
      MaxCapacity: 'Integer',
      MaxResults: 'Integer',
      MinCapacity: 'Integer',
      ScaleInCooldown: 'Integer',
      ScaleOutCooldown: 'Integer',
      TargetValue: 'Double',
    },
    load: async () => (await import('./application-autoscaling/index.js')).createApplicationAutoScaling,
  },
  {
    signingName: 'monitoring',
    actionPrefix: 'cloudwatch',
    client: 'cloudwatch',
    form: 'sdk',
    protocols: {
      json: { targetPrefix: 'GraniteServiceVersion20100801', version: '1.0' },
      query: { version: '2010-08-01', xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
    },
    timers: ['cloudwatch.evaluation'],
    worksFor: 'cloudwatch.alarms',
    errorNamespace: 'com.amazonaws.cloudwatch.v2010_08_01',
    internalError: 'InternalServiceFault',
    numbers: {
      DatapointsToAlarm: 'Integer',
      EvaluationPeriods: 'Integer',
      MaxDatapoints: 'Integer',
      MaxRecords: 'Integer',
      Period: 'Integer',
      StorageResolution: 'Integer',
      Threshold: 'Double',
    },
    load: async () => (await import('./cloudwatch/index.js')).createCloudWatch,
  },
  {
    signingName: 'iam',
    client: 'iam',
    form: 'sdk',
    protocols: {
      query: { version: '2010-05-08', xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    },
    timers: [],
    load: async () => (await import('./iam/index.js')).createIam,
  },
  {
    signingName: 'logs',
    client: 'cloudwatch-logs',
    form: 'sdk',
    protocols: { json: { targetPrefix: 'Logs_20140328', version: '1.1' } },
    timers: ['logs.retention', 'logs.removal'],
    internalError: 'ServiceUnavailableException',
    numbers: {
      endTime: 'Long',
      limit: 'Integer',
      retentionInDays: 'Integer',
      startTime: 'Long',
      timestamp: 'Long',
    },
    load: async () => (await import('./logs/index.js')).createLogs,
  },
  {
    signingName: 'sqs',
    client: 'sqs',
    form: 'sdk',
    protocols: {
      json: { targetPrefix: 'AmazonSQS', version: '1.0' },
      query: {
        version: '2012-11-05',
        xmlNamespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
        addressMember: 'QueueUrl',
      },
    },
    timers: ['sqs.removal', 'sqs.waiting'],
    errorNamespace: 'com.amazonaws.sqs',
    internalError: 'InternalError',
    numbers: {
      DelaySeconds: 'Integer',
      MaxNumberOfMessages: 'Integer',
      MaxResults: 'Integer',
      VisibilityTimeout: 'Integer',
      WaitTimeSeconds: 'Integer',
    },
    load: async () => (await import('./sqs/index.js')).createSqs,
  },
  {
    signingName: 'lambda',
    client: 'lambda',
    form: 'sdk',
    protocols: { restJson: true },
    timers: [
      'lambda.function',
      'lambda.event',
      'lambda.log-flush',
      'lambda.mapping-state',
      'lambda.mapping-poll',
    ],
    worksFor: 'lambda.mappings',
    internalError: 'ServiceException',
    load: async () => (await import('./lambda/index.js')).createLambda,
  },
  {
    signingName: 'apigateway',
    client: 'api-gateway',
    form: 'sdk',
    protocols: { restJson: true },
    timers: [],
    internalError: 'InternalFailure',
    load: async () => (await import('./apigateway/index.js')).createApiGateway,
  },
  {
    signingName: 'sts',
    client: 'sts',
    form: 'sdk',
    protocols: {
      query: { version: '2011-06-15', xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    },
    timers: [],
    load: async () => (await import('./sts/index.js')).createSts,
  },
  {
    signingName: 'tagging',
    actionPrefix: 'tag',
    client: 'resource-groups-tagging-api',
    form: 'sdk',
    protocols: { json: { targetPrefix: 'ResourceGroupsTaggingAPI_20170126', version: '1.1' } },
    timers: [],
    internalError: 'InternalServiceException',
    numbers: { ResourcesPerPage: 'Integer', TagsPerPage: 'Integer', MaxResults: 'Integer' },
    load: async () => (await import('./tagging/index.js')).createTagging,
  },
];
