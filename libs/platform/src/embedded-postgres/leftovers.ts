import { readdirSync, readlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFault } from '@quench/kernel';
import { processFacts } from '../data-directory/process-identity.js';

/** Fast shutdown, then immediate shutdown, then none at all, and how long each may take. */
const MEANS = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/**
 * Stops what a killed keeper or postmaster left running, and removes the `postmaster.pid` of a postmaster that is gone.
 * Every process of a cluster works in its folder, so the folder finds them all, children of a dead postmaster too, and
 * no number in a stale file can point at a stranger. The caller must hold the keeper's lock.
 * @throws TransientFault `database-leftovers`
 */
export async function stopLeftovers(cluster: string): Promise<void> {
  for (const { signal, waitMs } of MEANS) {
    const running = processesIn(cluster);
    if (running.length === 0) break;
    for (const pid of heads(running)) send(pid, signal);
    await untilNone(cluster, waitMs);
  }
  const left = processesIn(cluster);
  if (left.length > 0) {
    throw new TransientFault('database-leftovers', `Processes ${left.join(', ')} still work in ${cluster}. Stop them.`);
  }
  await rm(join(cluster, 'postmaster.pid'), { force: true });
}

/** Living processes whose working directory this is. Zombies have none. */
export function processesIn(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingDirectory(pid) === folder);
}

/** Those whose parent is not among them: the postmaster, or what it left. */
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
