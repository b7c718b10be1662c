/**
 * Settings of a stage's methods: throttling, logging, metrics. A stage has them for all methods at once and for single
 * ones, and a patch operation names both by a path: `/~1orders/GET/throttling/rateLimit`.
 * AWS: "MethodSetting", "API Gateway Patch Operations".
 */
import {
  type MethodSetting,
  type PatchOperation,
  UnauthorizedCacheControlHeaderStrategy,
} from '@aws-sdk/client-api-gateway';
import { badRequest, notServed } from './errors.js';
import { unescapeSegment } from './json-pointer.js';
import { parseBoolean } from './patch-rules.js';
import type { StageRecord } from './records.js';

/** What applies to every method without settings of its own. */
const ALL_METHODS = '*/*';
/** What a method's settings are before one of them is changed: the account's own limits, in requests per second. */
const DEFAULTS: MethodSetting = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};
/** Lifts a limit: the account's counts. */
const NO_LIMIT = -1;
const MAX_CACHE_TTL = 3600; /* 1 h */
const LOG_LEVELS: readonly string[] = ['OFF', 'ERROR', 'INFO'];

/** What each setting's value means, by the end of its path. Throws BadRequestException. */
const SETTINGS: Readonly<Record<string, (value: string) => MethodSetting>> = {
  'metrics/enabled': (value) => ({ metricsEnabled: parseBoolean(value) }),
  'logging/dataTrace': (value) => ({ dataTraceEnabled: parseBoolean(value) }),
  'logging/loglevel': (value) => ({ loggingLevel: logLevel(value) }),
  'throttling/burstLimit': (value) => ({
    throttlingBurstLimit: limit(value, 'burst limit', Number.isInteger),
  }),
  'throttling/rateLimit': (value) => ({ throttlingRateLimit: limit(value, 'rate limit', Number.isFinite) }),
  'caching/enabled': (value) => {
    if (parseBoolean(value)) throw notServed('caching of responses');
    return { cachingEnabled: false };
  },
  'caching/ttlInSeconds': (value) => ({ cacheTtlInSeconds: cacheTtl(value) }),
  'caching/dataEncrypted': (value) => ({ cacheDataEncrypted: parseBoolean(value) }),
  'caching/requireAuthorizationForCacheControl': (value) => ({
    requireAuthorizationForCacheControl: parseBoolean(value),
  }),
  'caching/unauthorizedCacheControlHeaderStrategy': (value) => ({
    unauthorizedCacheControlHeaderStrategy: headerStrategy(value),
  }),
};

const SETTING_PATH = new RegExp(
  `^/(?<key>[*]/[*]|[^*]*/(?:GET|PUT|POST|DELETE|PATCH|OPTIONS|HEAD))/(?<setting>${Object.keys(SETTINGS).join('|')})$`,
);

type Settings = StageRecord['methodSettings'];

/** A patch operation that sets one setting. */
export interface SettingChange {
  /** Of the method: all of {@link MethodSetting} that the path names. */
  readonly change: MethodSetting;
  /** As the path has it: `~1orders/GET`. */
  readonly key: string;
}

/** What an operation sets; undefined where it is about something else. Throws BadRequestException for a bad value. */
export function settingChange({ op, path = '', value = '' }: PatchOperation): SettingChange | undefined {
  if (op !== 'replace' && op !== 'add') return undefined;
  const { key, setting = '' } = SETTING_PATH.exec(path)?.groups ?? {};
  const parse = SETTINGS[setting];
  return key === undefined || parse === undefined ? undefined : { key, change: parse(value) };
}

/** The settings with one of them changed; a method that had none gets the defaults of all others. */
export function withSetting(settings: Settings, { key, change }: SettingChange): Settings {
  const kept = keyOf(settings, key) ?? key;
  return { ...settings, [kept]: { ...DEFAULTS, ...settings[kept], ...change } };
}

/** The settings without those of a method (`~1orders/GET`), or those of all at once. Throws BadRequestException. */
export function withoutSettings(settings: Settings, key: string): Settings {
  const kept = keyOf(settings, key);
  if (kept === undefined) {
    throw badRequest(
      `Cannot remove method setting ${key} because there is no method setting for this method `,
    );
  }
  const { [kept]: _, ...others } = settings;
  return others;
}

/**
 * What applies to a request for a resource, and under which key the stage has it: the settings of just this method, or
 * those of all. Undefined where the stage has neither. A limit below zero is none but the account's.
 * @param resourcePath `/orders/{order_id}`
 * @param verb as it was asked for: `ANY` has no settings
 */
export function settingFor(
  { methodSettings }: Pick<StageRecord, 'methodSettings'>,
  resourcePath: string,
  verb: string,
): { readonly key: string; readonly setting: MethodSetting } | undefined {
  const key = keyOf(methodSettings, `${resourcePath}/${verb}`) ?? ALL_METHODS;
  const setting = methodSettings[key];
  return setting && { key, setting };
}

/** `~1orders/GET`, `orders/GET` and `/orders/GET` name the same method: the spelling that is there already. */
function keyOf(settings: Settings, key: string): string | undefined {
  const method = methodNamed(key);
  return Object.keys(settings).find((each) => methodNamed(each) === method);
}

function methodNamed(key: string): string {
  const end = key.lastIndexOf('/');
  const path = unescapeSegment(key.slice(0, Math.max(0, end)));
  return `${path.startsWith('/') ? path : `/${path}`}${key.slice(end)}`;
}

function limit(value: string, name: string, isNumber: (value: number) => boolean): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!isNumber(number) || (number < 0 && number !== NO_LIMIT)) {
    throw badRequest(`Invalid throttling ${name} specified: ${value}`);
  }
  return number;
}

function cacheTtl(value: string): number {
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_CACHE_TTL) {
    throw badRequest(`Invalid time-to-live setting, must be an integer no greater than ${MAX_CACHE_TTL}`);
  }
  return seconds;
}

function logLevel(value: string): string {
  const level = value.toUpperCase();
  if (!LOG_LEVELS.includes(level)) {
    throw badRequest(`Invalid logging level specified: ${value}. Must be one of: [${LOG_LEVELS.join(', ')}]`);
  }
  return level;
}

function headerStrategy(value: string): UnauthorizedCacheControlHeaderStrategy {
  const strategies = Object.values(UnauthorizedCacheControlHeaderStrategy);
  const strategy = strategies.find((each) => each === value);
  if (strategy === undefined) {
    throw badRequest(
      `Invalid strategy for unauthorized cache control specified: ${value}. Must be one of: [${strategies.join(', ')}]`,
    );
  }
  return strategy;
}
