import { readFileSync } from 'node:fs';

/** One process, not to be confused with a later one that got its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in clock ticks since boot. */
  readonly startTicks: number;
  /** Which boot. */
  readonly bootId: string;
}

/** What the kernel says of a process: proc(5), `stat`. */
export interface ProcessFacts {
  /** One letter; Z is a zombie: dead, and not yet fetched by its parent. */
  readonly state: string;
  readonly parent: number;
  readonly startTicks: number;
}

/** Undefined when there is no such process, or only its zombie. */
export function processFacts(pid: number): ProcessFacts | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses; it may hold spaces and parentheses itself.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields ?? [];
  if (fields === undefined || state === undefined || 'ZX'.includes(state)) return undefined;
  return { state, parent: Number(parent), startTicks: Number(fields[19]) };
}

/** This process. */
export const self = (): ProcessIdentity => ({
  pid: process.pid,
  startTicks: processFacts(process.pid)?.startTicks ?? 0,
  bootId: bootId(),
});

/** Whether this very process still runs. */
export const isAlive = (of: ProcessIdentity): boolean =>
  of.bootId === bootId() && processFacts(of.pid)?.startTicks === of.startTicks;

const bootId = (): string => (read('/proc/sys/kernel/random/boot_id') ?? '').trim();

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended between one look and the next; permission is never the reason for these files.
    return undefined;
  }
}
