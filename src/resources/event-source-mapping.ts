/**
 * The event source mappings of a function: children of the function, which they outlive. They have no name but a
 * UUID, so they are found by the function's name.
 */
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { existingMapping, isNotFound, isRoleNotAllowedYet, isTransientInUse } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { tagMap } from '../lab/ownership.js';
import { longWait } from '../lab/patience.js';
import { type Found, type Resource, resourceKey } from '../lab/resource.js';
import { refuse } from './foreign.js';
import { changeOf, creationOf, type MappingSpec, readsAsSpecified } from './mapping-spec.js';
import { findOwner, functionNameOf, getMapping, listMappings, type Mapping } from './read-mapping.js';

export const MAPPING_KIND = 'event-source-mapping';

/** Milliseconds between two looks; what a new role may do is known some seconds later. */
const POLL = 2_000;
/** A mapping is made, changed or deleted within minutes; a new role may need five before. */
const DEADLINE = 15 * 60_000;
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
      return mapping === undefined || isNamed ? { state: 'absent' } : findOwner(lab, mapping);
    },
    remove: (lab) => removeOne(lab, uuid),
  };
}

/** Ours where any of them is: removal takes those, and leaves what somebody else has added. */
async function findMappings(lab: Lab, functionName: string): Promise<Found> {
  const found: Found[] = [];
  for (const mapping of await listMappings(lab, functionName)) found.push(await findOwner(lab, mapping));
  return (
    found.find(({ state }) => state === 'ours') ??
    found.find(({ state }) => state === 'foreign') ?? { state: 'absent' }
  );
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
  const found = await findOwner(lab, mapping);
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
    if (UUID !== undefined && (await findOwner(lab, mapping)).state === 'ours') await removeOne(lab, UUID);
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
