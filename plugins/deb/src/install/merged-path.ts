/** Directories that are symlinks into `usr` in a merged system. */
export const MERGED = ['bin', 'sbin', 'lib', 'lib64', 'lib32', 'libx32'] as const;

const TOP = new RegExp(`^(${MERGED.join('|')})(?=/|$)`);

/**
 * Where a path of a package is in an image: the top directories of old are in `usr`, `var/run` and `var/lock` in `run`.
 * @param path without leading `/`
 */
export const mergedPath = (path: string): string =>
  path
    .replace(TOP, 'usr/$1')
    .replace(/^var\/run(?=\/|$)/, 'run')
    .replace(/^var\/lock(?=\/|$)/, 'run/lock');

/**
 * What a symlink's text leads to, without a look at other links; undefined when it leaves the root.
 * @param from the path of the link
 */
export function linkedPath(from: string, text: string): string | undefined {
  const parts = text.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of text.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return mergedPath(parts.join('/'));
}
