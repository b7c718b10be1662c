/** AWS's rules for billing modes and throughput. Each throws ValidationException. */
import { validationException } from '../../../errors.js';
import { invalidParameters } from './errors.js';
import type { BillingMode, OnDemandLimits, Units } from './record.js';

/** What one table or index may be given. */
const MAX_UNITS = 1_000_000_000_000;
/** Takes a limit of on-demand throughput away again. */
const UNLIMITED = -1;

export interface RequestedUnits {
  readonly ReadCapacityUnits?: number | undefined;
  readonly WriteCapacityUnits?: number | undefined;
}

interface RequestedLimits {
  readonly MaxReadRequestUnits?: number | undefined;
  readonly MaxWriteRequestUnits?: number | undefined;
}

/** A new table's units; none where it is an on-demand table. */
export function tableUnits(requested: RequestedUnits | undefined, billingMode: BillingMode): Units {
  if (billingMode === 'PAY_PER_REQUEST') {
    if (requested !== undefined) throw noUnitsOnDemand();
  } else if (requested?.ReadCapacityUnits === undefined || requested.WriteCapacityUnits === undefined) {
    throw invalidParameters(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  return checkedUnits(requested);
}

export function noUnitsOnDemand(): Error {
  return invalidParameters(
    'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
  );
}

/** Units within bounds; zero for none. */
export function checkedUnits(requested: RequestedUnits | undefined): Units {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = requested ?? {};
  if (read > MAX_UNITS) throw outOfBounds('ReadCapacityUnits', read);
  if (write > MAX_UNITS) throw outOfBounds('WriteCapacityUnits', write);
  return { read, write };
}

function outOfBounds(member: string, value: number): Error {
  return validationException(`Given value ${value} for ${member} is out of bounds`);
}

/** `subject` is "table" or "index : name". Undefined where nothing is limited. */
export function checkedOnDemandLimits(
  requested: RequestedLimits | undefined,
  billingMode: BillingMode,
  subject: string,
): OnDemandLimits | undefined {
  if (requested === undefined) return undefined;
  const { MaxReadRequestUnits: read, MaxWriteRequestUnits: write } = requested;
  for (const [member, value] of Object.entries({ MaxReadRequestUnits: read, MaxWriteRequestUnits: write })) {
    if (value === undefined) continue;
    if (billingMode === 'PROVISIONED') {
      throw invalidParameters(
        `${member} for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED`,
      );
    }
    if (value < 1 && value !== UNLIMITED) {
      throw invalidParameters(
        `Requested ${member} for OnDemandThroughput for ${subject} is outside of valid range`,
      );
    }
  }
  return {
    ...(read === undefined || read === UNLIMITED ? {} : { MaxReadRequestUnits: read }),
    ...(write === undefined || write === UNLIMITED ? {} : { MaxWriteRequestUnits: write }),
  };
}
