/** Which port the sandbox listens on. */
import { Problem } from '../../problem.js';
import { LOOPBACK } from './admission.js';
import { type Listener, type ListenerOptions, listen } from './listener.js';

export const DEFAULT_PORT = 4600;
/** How many ports after the preferred one are tried. */
const TRIES = 100;
const HIGHEST_PORT = 65535;

export interface PortChoice {
  /** What the learner asked for; 0 for any free one. It is this one or none. */
  readonly explicit: number | undefined;
  /** The one of the last start, so that endpoints in other shells stay good. */
  readonly remembered: number | undefined;
}

/**
 * Listens on the explicit port, else on the remembered one, else on the default, else on the next free one.
 * Throws a usage Problem where that cannot be had.
 */
export async function listenOn(
  { explicit, remembered }: PortChoice,
  options: Omit<ListenerOptions, 'port'>,
): Promise<Listener> {
  if (explicit !== undefined) return await listenExplicitly(explicit, options);
  const preferred = remembered === undefined ? [] : [remembered];
  const following = Array.from({ length: TRIES }, (_, index) => DEFAULT_PORT + index);
  for (const port of [...preferred, ...following]) {
    try {
      return await listen({ ...options, port });
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw asProblem(port, error);
    }
  }
  throw Problem.usage(
    `No port from ${DEFAULT_PORT} to ${DEFAULT_PORT + TRIES - 1} is free.`,
    'Choose one: orders-lab sandbox start --port N',
  );
}

async function listenExplicitly(port: number, options: Omit<ListenerOptions, 'port'>): Promise<Listener> {
  if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) {
    throw Problem.usage(`${port} is not a port.`, `Choose one from 1024 to ${HIGHEST_PORT}.`);
  }
  try {
    return await listen({ ...options, port });
  } catch (error) {
    throw asProblem(port, error);
  }
}

function asProblem(port: number, error: unknown): Problem {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return Problem.usage(
        `Port ${port} on ${LOOPBACK} is taken by another program.`,
        'Stop that program, choose another port with --port, or leave --port out to get a free one.',
      );
    case 'EACCES':
      return Problem.usage(`You may not listen on port ${port}.`, 'Choose one above 1023 with --port.');
    default:
      return new Problem(`The sandbox cannot listen on port ${port}.`, {
        next: 'Choose another port with --port.',
        because: error instanceof Error ? error.message : String(error),
        cause: error,
      });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
