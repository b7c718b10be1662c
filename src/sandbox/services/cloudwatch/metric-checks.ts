/**
 * What requests about metrics have to be like. CloudWatch checks them in words of its own, tells all that is wrong in
 * one way at once, a line each, and names what it means by its place: `MetricData.member.1.Value`.
 */
import type { Dimension } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../errors.js';
import type { Dimension as MetricDimension } from '../../metrics/metrics.js';
import { UNITS } from '../../metrics/units.js';

export interface Complaint {
  readonly code:
    | 'MissingRequiredParameterException'
    | 'InvalidParameterValueException'
    | 'InvalidParameterCombinationException';
  readonly message: string;
}

const MAX_NAME = 255;
const MAX_DIMENSION_VALUE = 1024;
const MAX_DIMENSIONS = 30;
/** Seconds. */
const SHORT_PERIODS = [1, 5, 10, 20, 30];
const MINUTE = 60; /* s */
const NOT_PRINTABLE = /[^\x20-\x7e]/;

/** Throws what is wrong in the first way, all of it; nothing where there is nothing. */
export function refuse(complaints: readonly Complaint[]): void {
  const [first] = complaints;
  if (first === undefined) return;
  const alike = complaints.filter(({ code }) => code === first.code);
  throw new AwsError(first.code, alike.map(({ message }) => message).join('\n'));
}

/** GetMetricData has one code for whatever is wrong. */
export function refuseAsInvalid(complaints: readonly Complaint[]): void {
  if (complaints.length === 0) return;
  throw new AwsError('ValidationException', complaints.map(({ message }) => message).join('\n'));
}

export function missing(path: string): Complaint {
  return { code: 'MissingRequiredParameterException', message: `The parameter ${path} is required.` };
}

export function invalid(message: string): Complaint {
  return { code: 'InvalidParameterValueException', message };
}

export function combination(message: string): Complaint {
  return { code: 'InvalidParameterCombinationException', message };
}

export function tooMany(path: string, most: number): Complaint {
  return invalid(`The collection ${path} must not have a size greater than ${most}.`);
}

export function exclusive(path: string, other: string): Complaint {
  return combination(
    `The parameters ${path} and ${other} are mutually exclusive and you have specified both.`,
  );
}

/** The name of a metric or a namespace. */
export function checkName(name: string | undefined, path: string): Complaint[] {
  if (name === undefined || name === '') return [missing(path)];
  if (name.length > MAX_NAME) {
    return [invalid(`The parameter ${path} must be shorter than ${MAX_NAME + 1} characters.`)];
  }
  return name.startsWith(':') ? [invalid(`The parameter ${path} must not start with a colon.`)] : [];
}

export function checkDimensions(dimensions: readonly Dimension[] | undefined, path: string): Complaint[] {
  const given = dimensions ?? [];
  if (given.length > MAX_DIMENSIONS) return [tooMany(path, MAX_DIMENSIONS)];
  const names = given.map(({ Name }) => Name);
  return [
    ...given.flatMap((dimension, index) => checkDimension(dimension, `${path}.member.${index + 1}`)),
    ...(new Set(names).size < names.length
      ? [invalid(`The parameter ${path} must not contain the same dimension twice.`)]
      : []),
  ];
}

function checkDimension({ Name, Value }: Dimension, path: string): Complaint[] {
  return [
    ...checkName(Name, `${path}.Name`),
    ...(Value === undefined || Value.trim() === '' ? [missing(`${path}.Value`)] : []),
    ...([Name, Value].some((text) => NOT_PRINTABLE.test(text ?? ''))
      ? [invalid(`The parameter ${path} must contain only ASCII characters.`)]
      : []),
    ...((Value ?? '').length > MAX_DIMENSION_VALUE
      ? [invalid(`The parameter ${path}.Value must be shorter than ${MAX_DIMENSION_VALUE + 1} characters.`)]
      : []),
  ];
}

export function checkUnit(unit: string | undefined, path: string): Complaint[] {
  return unit === undefined ? [] : checkOneOf(unit, path, UNITS);
}

export function checkOneOf(value: string | number, path: string, values: readonly unknown[]): Complaint[] {
  return values.includes(value)
    ? []
    : [invalid(`The parameter ${path} must be a value in the set [ ${values.join(', ')} ].`)];
}

/** `period` in seconds. */
export function checkPeriod(period: number | undefined, path: string): Complaint[] {
  if (period === undefined) return [missing(path)];
  if (period > 0 && (period % MINUTE === 0 || SHORT_PERIODS.includes(period))) return [];
  return [invalid(`The parameter ${path} must be 1, 5, 10, 20, 30, or a multiple of 60.`)];
}

export function checkTimes(start: Date | undefined, end: Date | undefined): Complaint[] {
  if (start === undefined) return [missing('StartTime')];
  if (end === undefined) return [missing('EndTime')];
  if (start.getTime() === end.getTime()) {
    return [invalid('The parameter StartTime must not equal parameter EndTime.')];
  }
  return start > end ? [invalid('The parameter StartTime must be less than the parameter EndTime.')] : [];
}

/** Of a request that has been checked. */
export function dimensionsOf(dimensions: readonly Dimension[] | undefined): MetricDimension[] {
  return (dimensions ?? []).map(({ Name = '', Value = '' }) => ({ Name, Value }));
}
