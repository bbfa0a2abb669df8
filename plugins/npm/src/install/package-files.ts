import { PluginError, type ArchiveEntry } from '@quench/plugin-sdk';

/** A file of a package, by its path in the package. */
export interface PackageFile {
  readonly mode: number;
  readonly content: Uint8Array;
}

/**
 * The files of a tarball as npm unpacks them: the first folder goes, whatever its name; links and what is beside the
 * folders is left out; everybody may read, and who made it executable made it so for whom they did; a `.gitignore` is the
 * `.npmignore` that it served as. Of two files at one path, the later one counts.
 * @throws PluginError `malformed-input` for a file below a file
 */
export function packageFiles(entries: readonly ArchiveEntry[]): ReadonlyMap<string, PackageFile> {
  const files = new Map<string, PackageFile>();
  const ignores = new Set<string>();
  for (const { path: whole, type, mode, content } of entries) {
    const path = whole.slice(whole.indexOf('/') + 1);
    if (type !== 'file' || !whole.includes('/')) continue;
    const ignore = path.replace(/(^|\/)\.gitignore$/, '$1.npmignore');
    if (path.endsWith('.npmignore')) ignores.add(path);
    if (ignore !== path && ignores.has(ignore)) continue;
    // No setuid, no sticky bit, nothing that others may write.
    files.set(ignore, { mode: (mode & 0o755) | 0o644, content });
  }
  for (const path of files.keys()) refuseBelowFile(path, files);
  return files;
}

function refuseBelowFile(path: string, files: ReadonlyMap<string, PackageFile>): void {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (!files.has(path.slice(0, end))) continue;
    throw new PluginError('malformed-input', `A package has ${path} below the file ${path.slice(0, end)}.`);
  }
}
