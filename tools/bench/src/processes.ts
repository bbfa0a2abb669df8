import { readdir, readFile } from 'node:fs/promises';

/** What `/proc` says of a process. */
export interface ProcessUse {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** In clock ticks since it started, with those of children that it waited for. */
  readonly ticks: number;
}

/** Of Linux on every platform that the product runs on. */
export const TICKS_PER_SECOND = 100;

/** All processes that name `mark` in their command, and all below them. */
export async function processesOf(mark: string): Promise<readonly ProcessUse[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(useOf))).flatMap((use) => use ?? []);
  const found = new Set(all.filter(({ pid, command }) => command.includes(mark) && pid !== process.pid));
  for (let before = -1; before !== found.size;) {
    before = found.size;
    const ids = new Set([...found].map(({ pid }) => pid));
    for (const use of all) if (ids.has(use.parent)) found.add(use);
  }
  return [...found];
}

/** Proportional set size in bytes: what would be free without the process, shared pages by their share. */
export async function pssBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${String(pid)}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

/** CPU seconds of all children of this process that have ended, with those that they waited for. */
export async function childCpuSeconds(): Promise<number> {
  const fields = fieldsOf(await readFile('/proc/self/stat', 'utf8'));
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND;
}

/** Undefined for a process that has ended meanwhile. */
async function useOf(pid: number): Promise<ProcessUse | undefined> {
  const read = (name: string): Promise<string> => readFile(`/proc/${String(pid)}/${name}`, 'utf8').catch(() => '');
  const [stat, command] = await Promise.all([read('stat'), read('cmdline')]);
  const fields = fieldsOf(stat);
  const number = (at: number): number => Number(fields[at] ?? 0);
  if (fields.length < 20) return undefined;
  return { pid, parent: number(1), command, ticks: number(11) + number(12) + number(13) + number(14) };
}

/** Those behind the name, which may hold blanks and brackets. */
const fieldsOf = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');
