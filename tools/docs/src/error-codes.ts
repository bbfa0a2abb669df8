import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const MADE =
  /(?:new|super)\s*\(?\s*(?:(?:Rejection|TransientFault|IntegrityFault|PluginError|VersionConflict)\s*\(\s*)'([a-z][a-z0-9-]+)'/g;
const FOLDERS = ['apps', 'libs', 'plugins'];
const LEFT_OUT = new Set(['node_modules', 'dist', 'out-tsc', 'testing', 'e2e']);

/** Every error code that the sources make, with the files that do, sorted. */
export function errorCodes(root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const folder of FOLDERS) {
    for (const file of sources(join(root, folder))) {
      for (const [, code = ''] of readFileSync(file, 'utf8').matchAll(MADE)) {
        const name = file.slice(root.length + 1);
        const files = found.get(code) ?? [];
        if (!files.includes(name)) found.set(code, [...files, name]);
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}
