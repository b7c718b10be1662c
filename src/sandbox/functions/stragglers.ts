/**
 * Processes that a function started and that left its process group, so that killing the group missed them. They
 * are known by the HOME that they inherited. Linux only: other systems do not tell a process's environment.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Kills every process whose HOME is `folder` or inside of it. */
export function killStragglers(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name) && Number(name) !== process.pid && hasHome(name, folder)) kill(Number(name));
  }
}

function hasHome(pid: string, folder: string): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return variables.some((entry) => entry === `HOME=${folder}` || entry.startsWith(`HOME=${folder}/`));
  } catch {
    // Gone, or another user's.
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone.
  }
}
