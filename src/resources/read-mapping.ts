/** What Lambda tells of event source mappings, and whose they are. Reads only. */
import {
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { isNotFound, isUnknownOperation } from '../aws/errors.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, LAB_TAG } from '../lab/ownership.js';
import type { Found } from '../lab/resource.js';
import { findFunction, tagsOfLambda } from './lambda-function.js';

export type Mapping = EventSourceMappingConfiguration;

/** All mappings of a function, also of one that is gone. */
export async function listMappings(lab: Lab, functionName: string): Promise<Mapping[]> {
  const client = lab.client(LambdaClient);
  const mappings: Mapping[] = [];
  let marker: string | undefined;
  try {
    do {
      const command = new ListEventSourceMappingsCommand({ FunctionName: functionName, Marker: marker });
      const { EventSourceMappings = [], NextMarker } = await client.send(command);
      mappings.push(...EventSourceMappings);
      marker = NextMarker;
    } while (marker !== undefined);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return mappings;
}

/** Undefined when there is none. */
export async function getMapping(lab: Lab, UUID: string): Promise<Mapping | undefined> {
  try {
    return await lab.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Its own tags decide where there are any of a lab; else it belongs to its function. */
export async function findOwner(lab: Lab, mapping: Mapping): Promise<Found> {
  const { EventSourceMappingArn: arn, FunctionArn = '', State } = mapping;
  const tags = arn === undefined ? {} : await tagsOf(lab, arn);
  const because =
    tags[LAB_TAG] === undefined
      ? await foreignFunctionBecause(lab, functionNameOf(FunctionArn))
      : foreignBecause(tags, lab.ownership);
  const known = arn === undefined ? {} : { arn };
  if (because !== undefined) return { state: 'foreign', ...known, because };
  return { state: 'ours', ...known, ...(State === undefined ? {} : { status: State }) };
}

/** Mappings have had tags since 2024 only: an emulator may not know. */
async function tagsOf(lab: Lab, arn: string): Promise<Record<string, string>> {
  try {
    return (await tagsOfLambda(lab, arn)) ?? {};
  } catch (error) {
    if (isUnknownOperation(error)) return {};
    throw error;
  }
}

/** `arn:aws:lambda:us-east-1:111122223333:function:name`, where a version or an alias may follow. */
export function functionNameOf(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

async function foreignFunctionBecause(lab: Lab, functionName: string): Promise<string | undefined> {
  const found = await findFunction(lab, functionName);
  if (found.state === 'ours') return undefined;
  const owner = found.state === 'foreign' ? found.because : `its function ${functionName} does not exist`;
  return `it has no tags of a lab, and ${owner}`;
}
