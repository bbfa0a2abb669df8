import type { Bundled, ImageEntry } from '@quench/plugin-sdk';
import { utf8, latin1 } from '../control/index.js';

const MODULE = /(?:^|\/)package\.json$/;
/** Of a description of a module; one that is larger describes none. */
const MAX_BYTES = 1024 * 1024;
/** Names as the registry of npm has allowed them, with or without a scope; no longer than it allows. */
const NAME = /^(?=.{1,214}$)(?:@[\w.~-]+\/)?[\w.~-]+$/;
const VERSION = /^\d[\w.+-]{0,254}$/;

/**
 * The modules of npm among a package's files: Debian packages of such modules bring others along, of which no package
 * database knows. A `package.json` without name or version describes none.
 * @returns each once, sorted by purl
 */
export function bundledModules(entries: readonly ImageEntry[]): readonly Bundled[] {
  const found = new Map<string, Bundled>();
  for (const entry of entries) {
    const module = entry.type === 'file' && MODULE.test(entry.path) ? moduleOf(entry.content) : undefined;
    if (module !== undefined) found.set(module.purl, module);
  }
  return [...found.values()].sort((a, b) => (a.purl < b.purl ? -1 : 1));
}

function moduleOf(content: Uint8Array): Bundled | undefined {
  const { name, version } = content.length > MAX_BYTES ? {} : fieldsOf(utf8(latin1(content)));
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  if (!NAME.test(name) || !VERSION.test(version)) return undefined;
  const path = name.split('/').map(encodeURIComponent).join('/');
  return { purl: `pkg:npm/${path}@${encodeURIComponent(version)}`, name, version };
}

/** Nothing of what is no JSON object. */
function fieldsOf(text: string): { readonly name?: unknown; readonly version?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
