/** `sandbox hazards`: what the sandbox can be as awkward as AWS in, and which of it is on. */
import { shortened } from '../lab/shortened.js';
import { ExitCode, Problem } from '../problem.js';
import {
  findSandbox,
  HAZARDS,
  type HazardName,
  hazardNames,
  isHazardName,
  sandboxStatus,
} from '../sandbox/client.js';
import type { Invocation } from './invocation.js';
import { answer } from './sandbox-answer.js';

/** The name that stands for all hazards, and the one that stands for none. */
const REALISTIC = 'realistic';
const NONE = 'none';

export async function hazards(invocation: Invocation): Promise<ExitCode> {
  const { screen } = invocation;
  const sandbox = await findSandbox();
  const active = sandbox === undefined ? undefined : (await sandboxStatus(sandbox)).hazards;
  const all = hazardNames().map((name) => ({
    name,
    ...HAZARDS[name],
    on: active === undefined ? null : active.includes(name),
  }));
  answer(invocation, { running: sandbox !== undefined, hazards: all }, [
    ...all.flatMap(({ name, meets, on }) => [
      screen.theme.bold(name) + (on === null ? '' : `  ${on ? screen.theme.warning('on') : 'off'}`),
      `  ${meets}`,
    ]),
    '',
    `All of them: orders-lab sandbox start --hazards ${REALISTIC}`,
    `Some of them: orders-lab sandbox start --hazards ${hazardNames().slice(0, 2).join(',')}`,
    `None of them: orders-lab sandbox start --hazards ${NONE}`,
    ...(sandbox === undefined ? ['No sandbox is running: what is on is kept with what it holds.'] : []),
  ]);
  return ExitCode.Ok;
}

/**
 * The hazards that `--hazards` names: a list with commas, `realistic` or `none`.
 * @throws {Problem} (usage) for a name that is none.
 */
export function hazardsFrom(typed: string): HazardName[] {
  if (typed === REALISTIC) return hazardNames();
  if (typed === NONE) return [];
  return typed.split(',').map((part) => {
    const name = part.trim();
    if (isHazardName(name)) return name;
    if (name === REALISTIC || name === NONE) {
      throw Problem.usage(
        `${name} stands alone: it says which hazards are on, all or none.`,
        `Give --hazards ${name}, or the names of hazards with commas between them`,
      );
    }
    throw Problem.usage(
      `There is no hazard ${JSON.stringify(shortened(name))}.`,
      `Give ${REALISTIC} for all of them, ${NONE}, or some of: ${hazardNames().join(', ')}`,
      'orders-lab sandbox hazards says what each one does.',
    );
  });
}

/** How `sandbox start` and `sandbox status` tell which hazards are on. */
export function hazardsInWords(active: readonly HazardName[]): string[] {
  if (active.length === 0) return [];
  const names = active.length === hazardNames().length ? `all of them (${REALISTIC})` : active.join(', ');
  return [`Hazards that are on: ${names}.`];
}
