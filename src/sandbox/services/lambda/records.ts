/** What is kept of functions and their versions, and under which keys. */
import type { Collection, Store } from '../../store/store.js';
import type { Place } from '../peers.js';

/** Code and configuration together: what runs. */
export interface Version {
  /** Different for each combination of code and configuration. */
  readonly deploymentId: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  /** ARN. */
  readonly role: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly architecture: string;
  /** MB. */
  readonly ephemeralStorage: number;
  readonly tracing: string;
  readonly logging: LoggingSettings;
  readonly code: Code;
  /** Milliseconds since the epoch, virtual. */
  readonly lastModified: number;
  readonly revisionId: string;
}

export interface LoggingSettings {
  readonly format: 'Text' | 'JSON';
  readonly group: string;
  /** JSON only. */
  readonly applicationLevel?: string;
  readonly systemLevel?: string;
}

export interface Code {
  /** Base64. */
  readonly sha256: string;
  /** Bytes of the archive. */
  readonly size: number;
  /** Its folder's name among the unpacked code. */
  readonly folder: string;
}

export interface FunctionRecord extends Place {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  /** `$LATEST` as it is told. */
  readonly latest: Version;
  /** `$LATEST` as it runs: an update takes its time. */
  readonly running: Version;
  readonly state: 'Pending' | 'Active';
  readonly update: 'InProgress' | 'Successful';
  /** It was deleted, and is seen for a moment more. */
  readonly deleted?: true;
  /** Undefined until it has some. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** By qualifier; of the function itself under an empty text. */
  readonly policies: Readonly<Record<string, Policy>>;
  /** The number of the next version. */
  readonly nextVersion: number;
}

export interface Policy {
  readonly statements: readonly Statement[];
  readonly revisionId: string;
  /** When each statement was added, by its Sid: milliseconds since the epoch, virtual. Older stores do not tell. */
  readonly addedAt?: Readonly<Record<string, number>>;
}

/** A statement as AddPermission makes it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | Readonly<Record<'Service' | 'AWS', string>> | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Records {
  readonly store: Store;
  readonly functions: Collection<FunctionRecord>;
  readonly versions: Collection<Version>;
}

export function openRecords(store: Store): Records {
  return {
    store,
    functions: store.collection('lambda.functions'),
    versions: store.collection('lambda.versions'),
  };
}

export function placeKey({ account, region }: Place): string {
  return `${account}/${region}/`;
}

export function functionKey(place: Place, name: string): string {
  return `${placeKey(place)}${name}`;
}

/** Longer than any number of a version. */
const VERSION_DIGITS = 10;

/** In the order of their numbers. Without a version, what all of a function's keys begin with. */
export function versionKey({ account, region, name }: FunctionRecord, version = ''): string {
  const number = version === '' ? '' : version.padStart(VERSION_DIGITS, '0');
  return `${functionKey({ account, region }, name)}/${number}`;
}
