import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group of our own, made beside the one we are in; where none can be made, resource limits have to do. */
export interface Cgroup {
  readonly version: 'cgroup v1' | 'cgroup v2';
  /**
   * Does nothing once the group is removed: its sandbox is gone, and a command that wanted in fails by itself.
   * @throws when the process is gone
   */
  add(pid: number): void;
  /** Whether the kernel killed something for want of memory. */
  outOfMemory(): boolean;
  remove(): void;
}

export interface CgroupLimits {
  readonly memoryBytes: number;
  readonly processes: number;
}

const MOUNT = '/sys/fs/cgroup';

/** The group that this process is in, for a controller of v1 or (with an empty name) v2. */
function ownPath(controller: string): string {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
  const line = lines.find((each) => each.split(':')[1]?.split(',').includes(controller));
  return line?.split(':').slice(2).join(':') ?? '/';
}

const parents = (mount: string, controller: string): readonly string[] => [join(mount, ownPath(controller)), mount];

/** The folder of a new group under the first parent that takes one. */
function made(parents: readonly string[], files: Readonly<Record<string, string>>): string | undefined {
  for (const parent of parents) {
    const folder = madeIn(parent, files);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

function madeIn(parent: string, files: Readonly<Record<string, string>>): string | undefined {
  const folder = join(parent, `quench-${randomUUID()}`);
  try {
    mkdirSync(folder);
  } catch {
    return undefined;
  }
  try {
    for (const [file, value] of Object.entries(files)) writeFileSync(join(folder, file), value, { flag: 'r+' });
    return folder;
  } catch {
    discard(folder);
    return undefined;
  }
}

function discard(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Still busy with a dying process: an empty group costs nothing.
  }
}

function groupOf(version: Cgroup['version'], folders: readonly string[], events: string, counter: RegExp): Cgroup {
  let removed = false;
  return {
    version,
    add: (pid) => {
      if (removed) return;
      for (const folder of folders) writeFileSync(join(folder, 'cgroup.procs'), String(pid));
    },
    outOfMemory: () => {
      const file = join(folders[0] ?? '', events);
      return existsSync(file) && counter.test(readFileSync(file, 'utf8'));
    },
    remove: () => {
      removed = true;
      folders.forEach(discard);
    },
  };
}

/** Undefined where control groups cannot be written. */
export function makeCgroup(limits: CgroupLimits): Cgroup | undefined {
  const [memory, processes] = [String(limits.memoryBytes), String(limits.processes)];
  if (existsSync(join(MOUNT, 'cgroup.controllers'))) {
    const wanted = { 'memory.max': memory, 'memory.swap.max': '0', 'pids.max': processes };
    const folder = made(parents(MOUNT, ''), wanted);
    return folder === undefined ? undefined : groupOf('cgroup v2', [folder], 'memory.events', /^oom_kill [1-9]/m);
  }
  const [memoryMount, pidsMount] = [join(MOUNT, 'memory'), join(MOUNT, 'pids')];
  const first = made(parents(memoryMount, 'memory'), { 'memory.limit_in_bytes': memory });
  if (first === undefined) return undefined;
  const second = made(parents(pidsMount, 'pids'), { 'pids.max': processes });
  const folders = second === undefined ? [first] : [first, second];
  return groupOf('cgroup v1', folders, 'memory.oom_control', /^oom_kill [1-9]/m);
}
