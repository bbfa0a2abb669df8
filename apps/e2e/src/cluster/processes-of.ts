import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes whose command line, or the folder that they work in, holds every one of some words, by id. */
export function processesOf(...words: readonly string[]): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const command = commandOf(pid);
      return words.every((word) => command.includes(word));
    });
}

function commandOf(pid: number): string {
  try {
    const command = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return `${command} ${readlinkSync(`/proc/${String(pid)}/cwd`)}`;
  } catch {
    // It ended between one look and the next.
    return '';
  }
}
