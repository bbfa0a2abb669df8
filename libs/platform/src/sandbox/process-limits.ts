import { spawnSync } from 'node:child_process';
import { TransientFault } from '@quench/kernel';
import type { RunLimits, RunRequest } from '@quench/ports';
import { makeCgroup, type Cgroup } from './cgroup.js';
import type { HostTools } from './host-tools.js';
import { asUser } from './sandbox-argv.js';

/**
 * Options of prlimit. `data` and not `as` bounds memory: V8 and others reserve far more addresses than they use. `nproc`
 * counts within the sandbox's user namespace, so it must be set on a process that is inside.
 */
export const limitOptions = (limits: RunLimits): readonly string[] => [
  `--data=${String(limits.memoryBytes)}`,
  `--fsize=${String(limits.memoryBytes)}`,
  `--nofile=${String(limits.files)}`,
  `--nproc=${String(limits.processes)}`,
  `--cpu=${String(Math.ceil(limits.timeoutMs / 1000) + 5)}`,
  '--core=0',
  '--memlock=65536',
];

/**
 * Bounds a process that waits to be started, so that everything that comes of it is bounded. Memory is bounded for each
 * process by its resource limit and, where control groups can be written, for all together.
 * @throws TransientFault `sandbox-failed`
 */
export function limitProcess(
  { pid, root }: { readonly pid: number; readonly root: boolean },
  { limits, uid, gid }: Pick<RunRequest, 'limits' | 'uid' | 'gid'>,
  tools: HostTools,
): Cgroup | undefined {
  const setting = [tools.prlimit, '--pid', String(pid), ...limitOptions(limits)];
  // Its own user may always lower a process's limits; root may not where it has been left without CAP_SYS_RESOURCE.
  const [file = '', ...args] = root ? [tools.setpriv, ...asUser({ uid, gid }), '--', ...setting] : setting;
  const set = spawnSync(file, args, { encoding: 'utf8', timeout: 10_000, env: {} });
  if (set.status !== 0) throw new TransientFault('sandbox-failed', `Limits could not be set: ${set.stderr.trim()}`);
  const cgroup = makeCgroup(limits);
  try {
    cgroup?.add(pid);
    return cgroup;
  } catch {
    cgroup?.remove();
    return undefined;
  }
}
