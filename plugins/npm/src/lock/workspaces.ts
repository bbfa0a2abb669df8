import type { Project } from '@quench/plugin-sdk';
import { field, isObject, listField, type JsonObject } from '../json/index.js';
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
  const meant = patterns.map(expressionOf);
  return [...project.keys()]
    .filter((file) => file.endsWith(MANIFEST) && !MODULES.test(file))
    .map((file) => file.slice(0, -MANIFEST.length))
    .find((folder) => !entries.has(folder) && meant.some((one) => one.test(`${folder}/`)));
}

/** Of folders that end with a slash. */
function expressionOf(pattern: string): RegExp {
  const parts = pattern.replace(/^\.?\/+|\/+$/g, '').split('/');
  return new RegExp(`^${parts.map(partOf).join('')}$`);
}

/** Stars mean nothing that begins with a dot. */
function partOf(part: string): string {
  if (part === '**') return '(?:[^./][^/]*/)*';
  const text = part.replace(/[.+^$|]/g, '\\$&').replace(/\*+/g, '[^/]*');
  return `${part.startsWith('*') ? '(?!\\.)' : ''}${text}/`;
}
