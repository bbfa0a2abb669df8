import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An error that is made, a rule's obstacle that becomes one, and the rule that a queue says was broken. */
const MADE =
  /(?:(?:new\s+(?:Rejection|TransientFault|IntegrityFault|PluginError)|super)\s*\(\s*|\bcode: |\blost\(claim, )'([a-z]+(?:-[a-z0-9]+)*)'(?! in )/g;
const FOLDERS = ['apps', 'libs', 'plugins'];
const LEFT_OUT = new Set(['node_modules', 'dist', 'out-tsc', 'testing', 'e2e']);

/** Every error code that the sources make, with the files that do, sorted. */
export function errorCodes(root: string): ReadonlyMap<string, readonly string[]> {
  const found = FOLDERS.flatMap((folder) => sources(join(root, folder))).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(MADE)].map(([, code = '']) => ({
      code,
      file: file.slice(root.length + 1),
    })),
  );
  const codes = [...new Set(found.map(({ code }) => code))].sort();
  const filesOf = (code: string) => [...new Set(found.filter((made) => made.code === code).map(({ file }) => file))];
  return new Map(codes.map((code) => [code, filesOf(code)]));
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}
