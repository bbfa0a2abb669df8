import type { ImageEntry } from '@quench/plugin-sdk';

const SET_ID = 0o6000;
const MOST_MODE = 0o7777;

/** Why an entry may not be in an image; undefined when it may. */
export function unlessHarmless(entry: ImageEntry): string | undefined {
  if (!staysInside(entry.path)) return `the path ${JSON.stringify(entry.path)} leaves the root`;
  if (entry.type === 'hardlink' && !staysInside(entry.target)) {
    return `the target ${JSON.stringify(entry.target)} of ${entry.path} leaves the root`;
  }
  if ((entry.mode & SET_ID) !== 0) return `${entry.path} has the mode 0${entry.mode.toString(8)}`;
  const numbers = [entry.mode, entry.uid, entry.gid, entry.mtime];
  const whole = numbers.every((number) => Number.isSafeInteger(number) && number >= 0) && entry.mode <= MOST_MODE;
  return whole ? undefined : `${entry.path} has numbers that are none: ${numbers.join(', ')}`;
}

/** Why one of the entries may not be in an image. */
export const unlessAllHarmless = (entries: readonly ImageEntry[]): string | undefined =>
  entries.map(unlessHarmless).find((why) => why !== undefined);

/** Whether a path is relative and stays below where it begins. */
export const staysInside = (path: string): boolean =>
  !path.includes('\0') && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
