import { PluginError } from '@quench/plugin-sdk';

/**
 * Names that the registry has ever given: no blanks, nothing that a URL would encode, at most 214 characters, no dot or
 * underscore before the first one. New names are lower-case; old ones are not.
 */
const NAME = /^(?=.{1,214}$)(?:@[\w~-][\w.~-]*\/[\w~-][\w.~-]*|[A-Za-z0-9~-][\w.~-]*)$/;
/** Never packages: files of servers, and the folder that packages are in. */
const TAKEN = new Set(['node_modules', 'favicon.ico']);

/** Whether a text is a name of a package, with or without scope. */
export const isPackageName = (text: string): boolean => NAME.test(text) && !TAKEN.has(text.toLowerCase());

/** @throws PluginError `malformed-input` */
export function packageName(text: string): string {
  if (isPackageName(text)) return text;
  throw new PluginError('malformed-input', `"${text.slice(0, 100)}" is not a name of a package of npm.`);
}

/** `@scope` of `@scope/name`; undefined where there is none. */
export const scopeOf = (name: string): string | undefined =>
  name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;

/** The name without its scope. */
export const baseName = (name: string): string => name.slice(name.indexOf('/') + 1);
