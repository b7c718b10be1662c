/**
 * The event source mappings of a function: children of the function, which they outlive. They have no name but a
 * UUID, so they are found by the function's name.
 */
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import {
  existingMapping,
  isNotFound,
  isRoleNotAllowedYet,
  isTransientInUse,
  isUnknownOperation,
} from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, LAB_TAG, tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { type Found, type Resource, resourceKey } from '../lab/resource.js';
import { refuse } from './foreign.js';
import { findFunction, tagsOfLambda } from './lambda-function.js';
import { changeOf, creationOf, type MappingSpec, readsAsSpecified } from './mapping-spec.js';

export const MAPPING_KIND = 'event-source-mapping';

type Mapping = EventSourceMappingConfiguration;

/** Milliseconds between two looks; what a new role may do is known some seconds later. */
const POLL = 2_000;
/** A mapping is made, changed or deleted within minutes. */
const DEADLINE = 10 * 60_000;
/** States in which Lambda takes no change. */
const UNDER_WAY = new Set(['Creating', 'Enabling', 'Updating', 'Disabling', 'Deleting']);

/**
 * The mappings of a function as cleanup and status see them: one resource with the function's name.
 * @param uses what they were built upon: the function, the queue, the table.
 */
export function mappingResource(
  functionName: string,
  uses: readonly Pick<Resource, 'kind' | 'name'>[],
): Resource {
  return {
    kind: MAPPING_KIND,
    name: functionName,
    after: uses.map(resourceKey),
    find: (lab) => findMappings(lab, functionName),
    remove: (lab) => removeMappings(lab, functionName),
  };
}

/** A mapping that its tags have told of, unless its function's name leads to it as well. */
export function strayMappingResource(uuid: string): Resource {
  return {
    kind: MAPPING_KIND,
    name: uuid,
    after: [],
    find: async (lab) => {
      const mapping = await getMapping(lab, uuid);
      const isNamed = functionNameOf(mapping?.FunctionArn ?? '') === lab.names.streamProcessor;
      return mapping === undefined || isNamed ? { state: 'absent' } : foundOf(lab, mapping);
    },
    remove: (lab) => removeOne(lab, uuid),
  };
}

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

async function getMapping(lab: Lab, UUID: string): Promise<Mapping | undefined> {
  try {
    return await lab.client(LambdaClient).send(new GetEventSourceMappingCommand({ UUID }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Ours where any of them is: removal takes those, and leaves what somebody else has added. */
async function findMappings(lab: Lab, functionName: string): Promise<Found> {
  const found: Found[] = [];
  for (const mapping of await listMappings(lab, functionName)) found.push(await foundOf(lab, mapping));
  return (
    found.find(({ state }) => state === 'ours') ??
    found.find(({ state }) => state === 'foreign') ?? { state: 'absent' }
  );
}

/** Its own tags decide where there are any of a lab; else it belongs to its function. */
async function foundOf(lab: Lab, mapping: Mapping): Promise<Found> {
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
function functionNameOf(arn: string): string {
  return arn.split(':')[6] ?? arn;
}

async function foreignFunctionBecause(lab: Lab, functionName: string): Promise<string | undefined> {
  const found = await findFunction(lab, functionName);
  if (found.state === 'ours') return undefined;
  const owner = found.state === 'foreign' ? found.because : `its function ${functionName} does not exist`;
  return `it has no tags of a lab, and ${owner}`;
}

/**
 * Brings the one mapping between the table's stream and the function to its spec and waits until it is Enabled; safe
 * to repeat. One on a stream that the table had before is deleted.
 * @throws {Problem} when a mapping in its place is not ours.
 */
export async function ensureMapping(lab: Lab, spec: MappingSpec): Promise<void> {
  let reason = 'until it is Enabled';
  /** Told by an error, while the list may not know it yet. */
  let known: string | undefined;
  // Every round either waits or makes one change.
  await poll({
    what: `the event source mapping of ${spec.functionName} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: (error) => {
      if (isRoleNotAllowedYet(error)) reason = 'what its role may do is new, and Lambda does not know it yet';
      known = existingMapping(error) ?? known;
      return isRoleNotAllowedYet(error) || isTransientInUse(error) || existingMapping(error) !== undefined;
    },
    ask: async () => {
      const mappings = (await mappingsOfTable(lab, spec, known)).filter(({ State }) => State !== 'Deleting');
      for (const mapping of mappings) await refuseForeign(lab, mapping, spec);
      const stale = mappings.find((mapping) => !readsAsSpecified(mapping, spec));
      if (stale?.UUID !== undefined) {
        await removeOne(lab, stale.UUID);
        return undefined;
      }
      const [mapping] = mappings;
      if (mapping === undefined) {
        await createMapping(lab, spec);
        return undefined;
      }
      reason = `it is ${mapping.State}`;
      if (UNDER_WAY.has(mapping.State ?? '')) return undefined;
      return (await correct(lab, mapping, spec)) ? undefined : mapping;
    },
    onWait: (elapsed) => lab.progress({ title: 'Waiting for the event source mapping', elapsed, reason }),
  });
}

/** Those whose source is a stream of the table, whichever it has had. */
async function mappingsOfTable(
  lab: Lab,
  { functionName, streamArn, tableName }: MappingSpec,
  known: string | undefined,
): Promise<Mapping[]> {
  const listed = await listMappings(lab, functionName);
  const isListed = known === undefined || listed.some(({ UUID }) => UUID === known);
  const missing = isListed ? undefined : await getMapping(lab, known);
  const streams = `${streamArn.slice(0, streamArn.lastIndexOf(':table/'))}:table/${tableName}/stream/`;
  return [...listed, ...(missing === undefined ? [] : [missing])].filter(({ EventSourceArn }) =>
    EventSourceArn?.startsWith(streams),
  );
}

async function refuseForeign(lab: Lab, mapping: Mapping, { functionName }: MappingSpec): Promise<void> {
  const found = await foundOf(lab, mapping);
  if (found.state === 'foreign') throw refuse(`an event source mapping of ${functionName}`, found.because);
}

async function createMapping(lab: Lab, spec: MappingSpec): Promise<void> {
  const creation = creationOf(spec, tagMap(lab.ownership));
  await lab.client(LambdaClient).send(new CreateEventSourceMappingCommand(creation));
}

/** Makes the one change that is needed; false when none is. */
async function correct(lab: Lab, mapping: Mapping, spec: MappingSpec): Promise<boolean> {
  const change = changeOf(mapping, spec);
  if (change === undefined) return false;
  await lab.client(LambdaClient).send(new UpdateEventSourceMappingCommand(change));
  return true;
}

/** All of them that are ours. */
async function removeMappings(lab: Lab, functionName: string): Promise<void> {
  for (const mapping of await listMappings(lab, functionName)) {
    const { UUID } = mapping;
    if (UUID !== undefined && (await foundOf(lab, mapping)).state === 'ours') await removeOne(lab, UUID);
  }
}

async function removeOne(lab: Lab, uuid: string): Promise<void> {
  await poll({
    what: `the event source mapping ${uuid} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: isTransientInUse,
    ask: async () => {
      const mapping = await getMapping(lab, uuid);
      if (mapping === undefined) return 'gone';
      if (mapping.State !== 'Deleting') await deleteMapping(lab, uuid);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: 'Deleting the event source mapping',
        elapsed,
        reason: 'Lambda ends what it has begun first',
      }),
  });
}

async function deleteMapping(lab: Lab, UUID: string): Promise<void> {
  try {
    await lab.client(LambdaClient).send(new DeleteEventSourceMappingCommand({ UUID }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
