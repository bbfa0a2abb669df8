import type { ImageEntry } from '@quench/plugin-sdk';
import { mergedPath } from './merged-path.js';
import type { OpenedDeb } from '../package-file/index.js';

/** Where records are in an image. */
export const RECORDS = 'var/lib/dpkg/status.d';

/**
 * The records by which scanners know what is installed, as images without a package manager keep them: the control
 * paragraph (its `Source` names what vulnerabilities are matched on; without a `Status` it counts as installed) and the
 * md5 sums of the files that are in the image.
 */
export function records(deb: OpenedDeb, kept: readonly ImageEntry[], mtime: number): readonly ImageEntry[] {
  const files = new Set(kept.flatMap(({ type, path }) => (type === 'file' || type === 'hardlink' ? [path] : [])));
  const sums = [...deb.md5sums]
    .map(([path, sum]) => ({ path: mergedPath(path), sum }))
    .filter(({ path }) => files.has(path))
    .map(({ path, sum }) => `${sum}  ${path}\n`);
  const file = (name: string, text: string): ImageEntry => ({
    type: 'file',
    path: `${RECORDS}/${name}`,
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime,
    content: new TextEncoder().encode(text),
  });
  return [file(deb.name, `${deb.control}\n`), file(`${deb.name}.md5sums`, sums.join(''))];
}
