import type { ProcessUse } from '../processes.js';

/** What of a cluster a process is part of: an instance such as `builder.1`, `Kafka`, `PostgreSQL`, `supervisor`, `keepers`. */
export type Role = string;

/**
 * Processes by what they are part of. What says nothing of itself belongs to its parent, as do the connections of the
 * database, which rename themselves.
 */
export function byRole(processes: readonly ProcessUse[]): ReadonlyMap<Role, readonly ProcessUse[]> {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const roles = new Map<Role, ProcessUse[]>();
  for (const process of processes) {
    let at: ProcessUse | undefined = process;
    let role = ownRole(process.command);
    while (role === undefined && at !== undefined) {
      at = byPid.get(at.parent);
      role = at && ownRole(at.command);
    }
    const name = role ?? 'others';
    roles.set(name, [...(roles.get(name) ?? []), process]);
  }
  return roles;
}

/** @param command words apart by NUL, as `/proc` has it */
function ownRole(command: string): Role | undefined {
  const words = command.split('\0');
  const instance = words[words.indexOf('--instance') + 1];
  if (words.includes('--instance')) return instance;
  if (words.includes('kafka.Kafka')) return 'Kafka';
  if (words.some((word) => word.endsWith('keeper.main.js'))) return 'keepers';
  if (words.some((word) => word.endsWith('supervisor.main.js'))) return 'supervisor';
  return words[0]?.endsWith('/postgres') === true ? 'PostgreSQL' : undefined;
}
