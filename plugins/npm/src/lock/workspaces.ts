import type { Project } from '@quench/plugin-sdk';
import { field, isObject, listField, type JsonObject } from '../json/index.js';
import { fits } from './fits.js';
import type { LockFile } from './lock-file.js';

const MANIFEST = '/package.json';
const MODULES = /(?:^|\/)node_modules\//;
/** Of what npm's patterns can say, `*` and `**` are understood. */
const PLAIN = /^[^!?[\]{}()\\#]*$/;

/**
 * A folder that is a workspace of the project, and that its lock file does not know. Where one pattern says more than
 * {@link PLAIN} does, nothing is sure: a `!` takes away what others mean.
 */
export function unknownWorkspace(
  project: Project,
  manifest: JsonObject,
  entries: LockFile['entries'],
): string | undefined {
  const said = field(manifest, 'workspaces');
  const patterns = isObject(said) ? listField(said, 'packages') : listField(manifest, 'workspaces');
  if (!patterns.every((pattern) => PLAIN.test(pattern))) return undefined;
  const meant = patterns.map(partsOf);
  return [...project.keys()]
    .filter((file) => file.endsWith(MANIFEST) && !MODULES.test(file))
    .map((file) => file.slice(0, -MANIFEST.length))
    .find((folder) => !entries.has(folder) && meant.some((parts) => isMeant(parts, folder.split('/'))));
}

/** Without `./` at the beginning, and slashes that mean nothing. */
function partsOf(pattern: string): readonly string[] {
  const parts = pattern.split('/').filter((part) => part !== '');
  return parts.length > 1 && parts[0] === '.' ? parts.slice(1) : parts;
}

const isMeant = (pattern: readonly string[], folders: readonly string[]): boolean =>
  fits(pattern, folders, {
    isStar: (part) => part === '**',
    spans: (folder) => !isHidden(folder),
    is: (part, folder) => (!part.startsWith('*') || !isHidden(folder)) && isNamed(part, folder),
  });

const isNamed = (part: string, folder: string): boolean =>
  fits([...part], [...folder], {
    isStar: (one) => one === '*',
    spans: () => true,
    is: (one, other) => one === other,
  });

/** Stars mean nothing that begins with a dot. */
const isHidden = (folder: string): boolean => folder.startsWith('.');
