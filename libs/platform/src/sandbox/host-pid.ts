import { readFileSync } from 'node:fs';

/**
 * The host's number of a process that bubblewrap names by the number in its own namespace: a descendant of `ancestor`
 * that has this number on the way down. Undefined when it has ended: the number alone may be a stranger's here.
 */
export function hostPid(ancestor: number, named: number): number | undefined {
  const queue = [...children(ancestor)];
  for (let pid = queue.shift(); pid !== undefined; pid = queue.shift()) {
    // Of its namespaces the innermost is the sandbox's own, where the program is 1.
    if (numbers(pid).slice(0, -1).at(-1) === named) return pid;
    queue.push(...children(pid));
  }
  return undefined;
}

/** The processes below a process now, each after its parent. */
export function descendants(ancestor: number): readonly number[] {
  const found = [...children(ancestor)];
  for (const pid of found) found.push(...children(pid));
  return found;
}

/** Whether a process is over, though whoever started it may not have asked how it ended. */
export const hasEnded = (pid: number): boolean =>
  ['', 'Z', 'X'].includes(/^State:\s*(\w)/m.exec(text(`/proc/${String(pid)}/status`))?.[1] ?? '');

const text = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const children = (pid: number): readonly number[] =>
  text(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .split(' ')
    .filter(Boolean)
    .map(Number);

/** From the outermost namespace to the innermost. */
const numbers = (pid: number): readonly number[] =>
  (/^NSpid:\s*(.*)$/m.exec(text(`/proc/${String(pid)}/status`))?.[1] ?? '').split(/\s+/).map(Number);
