/**
 * A queue's attributes: which there are, what they may be, and what they are without being set.
 * AWS: "SetQueueAttributes" in the SQS API Reference.
 */
import { AwsError } from '../../errors.js';
import { invalidParameter, invalidValue } from './errors.js';
import { keyOfArn, type QueueRecord, type Records } from './records.js';

/** Those that are numbers. Times in seconds, sizes in bytes. */
const NUMBERS = {
  DelaySeconds: { min: 0, max: 900, standard: 0 },
  MaximumMessageSize: { min: 1024, max: 1024 * 1024, standard: 1024 * 1024 },
  MessageRetentionPeriod: { min: 60, max: 14 * 24 * 60 * 60, standard: 4 * 24 * 60 * 60 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, standard: 0 },
  VisibilityTimeout: { min: 0, max: 12 * 60 * 60, standard: 30 },
} as const;
type NumberName = keyof typeof NUMBERS;

/** Those that are kept and told, and have no effect here. */
const KEPT = ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy'];
const FIFO = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoQueue', 'FifoThroughputLimit'];
const MAX_RECEIVE_COUNT = 1000;

export type QueueAttributes = Readonly<Record<string, string>>;

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Throws for what AWS refuses, and for what belongs to FIFO queues, which are not served. */
export function checkAttributes(records: Records, attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (FIFO.includes(name)) {
      if (name === 'FifoQueue' && value === 'false')
        throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
      throw unservedFifo();
    }
    checkAttribute(records, name, value);
  }
}

export function unservedFifo(): AwsError {
  return new AwsError('UnsupportedOperation', 'This sandbox does not serve FIFO queues.');
}

function checkAttribute(records: Records, name: string, value: string): void {
  if (isNumberName(name)) {
    const { min, max } = NUMBERS[name];
    if (!/^\d{1,9}$/.test(value) || Number(value) < min || Number(value) > max) throw invalidAttribute(name);
  } else if (name === 'SqsManagedSseEnabled') {
    if (!/^(?:true|false)$/i.test(value)) throw invalidAttribute(name);
  } else if (name === 'RedrivePolicy') {
    if (value !== '') checkRedrivePolicy(records, value);
  } else if (!KEPT.includes(name)) {
    throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

function invalidAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function checkRedrivePolicy(records: Records, text: string): void {
  const refuse = (reason: string): AwsError => invalidParameter(text, 'RedrivePolicy', reason);
  const policy = parseObject(text);
  if (policy === undefined) throw refuse('Redrive policy is not a valid JSON map.');
  for (const name of ['deadLetterTargetArn', 'maxReceiveCount']) {
    if (!Object.hasOwn(policy, name)) {
      throw refuse(`Redrive policy does not contain mandatory attribute: ${name}.`);
    }
  }
  const { deadLetterTargetArn: arn, maxReceiveCount: count } = policy;
  const key = typeof arn === 'string' ? keyOfArn(arn) : undefined;
  if (key === undefined) throw refuse('Invalid value for deadLetterTargetArn.');
  if (!/^\d{1,4}$/.test(String(count)) || Number(count) < 1 || Number(count) > MAX_RECEIVE_COUNT) {
    throw refuse(
      `Invalid value for maxReceiveCount: ${String(count)}, valid values are from 1 to ${MAX_RECEIVE_COUNT} both inclusive.`,
    );
  }
  if (records.queues.get(key) === undefined) throw refuse('Dead letter target does not exist.');
}

/** Undefined where the queue keeps its messages whatever becomes of them. */
export function redrivePolicyOf({ attributes }: QueueRecord): RedrivePolicy | undefined {
  const policy = parseObject(attributes.RedrivePolicy ?? '');
  if (policy === undefined) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) };
}

/** `before` with what is set; an empty text takes away what has no standard value. */
export function setAttributes(before: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const after = Object.entries({ ...before, ...changes });
  return Object.fromEntries(after.filter(([, value]) => value !== ''));
}

/** What counts for the queue, set or not. */
export function settingsOf({ attributes }: Pick<QueueRecord, 'attributes'>): QueueAttributes {
  const standards = Object.entries(NUMBERS).map(([name, { standard }]) => [name, String(standard)]);
  return { ...Object.fromEntries(standards), SqsManagedSseEnabled: 'true', ...attributes };
}

/** Seconds, or bytes. */
export function numberSetting({ attributes }: Pick<QueueRecord, 'attributes'>, name: NumberName): number {
  return Number(attributes[name] ?? NUMBERS[name].standard);
}

/** Throws `QueueNameExists` where the queue has another value than is asked for. */
export function requireSameAttributes(queue: QueueRecord, asked: QueueAttributes): void {
  const settings = settingsOf(queue);
  const different = Object.entries(asked).find(([name, value]) => (settings[name] ?? '') !== value);
  if (different !== undefined) {
    throw new AwsError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${different[0]}`,
    );
  }
}

/** Throws `InvalidParameterValue` for what is no name of a queue. */
export function checkQueueName(name: string): void {
  if (name.endsWith('.fifo')) throw unservedFifo();
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidValue(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
}

function isNumberName(name: string): name is NumberName {
  return Object.hasOwn(NUMBERS, name);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
