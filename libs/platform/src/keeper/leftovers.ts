import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processFacts } from '../data-directory/process-identity.js';
import type { Means } from './program.js';

/**
 * Stops what a killed keeper or program left running. Every process of a program works in its folder, so the folder
 * finds them all, children of a dead program too, and no number in a stale file can point at a stranger. The caller must
 * hold the keeper's lock.
 * @returns those that still run after the last means
 */
export async function stopProcessesIn(folder: string, means: Means): Promise<readonly number[]> {
  for (const { signal, waitMs } of means) {
    const running = processesIn(folder);
    if (running.length === 0) return [];
    for (const pid of heads(running)) send(pid, signal);
    await untilNone(folder, waitMs);
  }
  return processesIn(folder);
}

/** Living processes whose working directory this is. Zombies have none. */
export function processesIn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingDirectory(pid) === folder);
}

/** Those whose parent is not among them: the program itself, or what it left. */
const heads = (pids: readonly number[]): readonly number[] =>
  pids.filter((pid) => !pids.includes(processFacts(pid)?.parent ?? 0));

async function untilNone(folder: string, waitMs: number): Promise<void> {
  const stepMs = 50;
  for (let waited = 0; waited < waitMs && processesIn(folder).length > 0; waited += stepMs) await sleep(stepMs);
}

function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile; whether it is gone is looked at next.
  }
}
