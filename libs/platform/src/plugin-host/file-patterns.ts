import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const BEGINNING = /^(?:(~)|\$\{(\w+)\}|<([\w.-]+)>)(?=\/|$)/;

/**
 * A pattern of a plugin with its beginning put in place of `~`, `${NAME}` or `<program>`; undefined when there is no such
 * variable or program, or it is no absolute path.
 */
export async function atItsBeginning(pattern: string, env: Environment): Promise<string | undefined> {
  const [whole = '', home, variable, program] = BEGINNING.exec(pattern) ?? [];
  if (whole === '') return pattern;
  const place =
    home !== undefined ? homedir() : variable !== undefined ? env[variable] : await programOf(program ?? '', env);
  return place !== undefined && isAbsolute(place) ? join(place, pattern.slice(whole.length)) : undefined;
}

/** The file behind a program of the PATH: what package managers put there is a link into their folders. */
async function programOf(name: string, env: Environment): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(':').filter(isAbsolute)) {
    const found = await realpath(join(folder, name)).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}
