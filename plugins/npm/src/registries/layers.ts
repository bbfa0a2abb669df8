import type { ClientConfiguration } from '@quench/plugin-sdk';
import { expand, readRc, type Setting } from './rc-text.js';

/** Where npm's own defaults are written down, of its older and newer versions and of Debian's package. */
export const DEFAULTS = [
  '<npm>/../../node_modules/@npmcli/config/lib/definitions/definitions.js',
  '<npm>/../../lib/utils/config/definitions.js',
  '<npm>/../../../@npmcli/config/lib/definitions/definitions.js',
] as const;

/** rc files: of the npm that is installed, of the machine, of the user. */
export const RC_FILES = [
  '<npm>/../../npmrc',
  '<node>/../../etc/npmrc',
  '/etc/npmrc',
  '${npm_config_globalconfig}',
  '${NPM_CONFIG_GLOBALCONFIG}',
  '~/.npmrc',
  '${npm_config_userconfig}',
  '${NPM_CONFIG_USERCONFIG}',
] as const;

/** The settings of one file, or of the environment where there is no file. */
export interface Layer {
  readonly file: string | undefined;
  readonly settings: readonly Setting[];
}

const isDefaults = (path: string): boolean => path.endsWith('/definitions.js');

/** The texts of rc files among all that was read. */
export const rcTexts = (files: ClientConfiguration['files']): readonly string[] =>
  [...files].flatMap(([path, text]) => (isDefaults(path) ? [] : [text]));

/** What counts first comes first: environment, user, machine, npm's own. The project's file is the project's. */
export function layersOf({ files, env }: ClientConfiguration): readonly Layer[] {
  const environment = { file: undefined, settings: fromEnvironment(env) };
  const builtin = fileAt([...files.keys()].find((path) => path.endsWith('/npm/npmrc')));
  const named = (key: string, ...layers: readonly Layer[]): string | undefined => {
    const value = layers.flatMap(({ settings }) => settings.findLast((one) => one.key === key) ?? [])[0]?.value;
    return value === undefined ? undefined : expand(value, env);
  };
  const user = fileAt(
    named('userconfig', environment, builtin) ?? [...files.keys()].find((path) => path.endsWith('/.npmrc')),
  );
  const global = fileAt(
    named('globalconfig', environment, user, builtin) ??
      [...files.keys()].find((path) => path.endsWith('/etc/npmrc') && path !== '/etc/npmrc'),
  );
  return [environment, user, global, builtin];

  function fileAt(path: string | undefined): Layer {
    return { file: path, settings: readRc(files.get(path ?? '') ?? '') };
  }
}

/** Variables are settings when they begin with `npm_config_`, in any case. Their values stand for themselves. */
function fromEnvironment(env: ClientConfiguration['env']): readonly Setting[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const [, rest] = /^npm_config_(.+)$/i.exec(name) ?? [];
    if (rest === undefined || value === '') return [];
    const key = rest.startsWith('//') ? rest : rest.replace(/(?!^)_/g, '-').toLowerCase();
    return [{ key, value, after: name }];
  });
}

/** The registry that npm asks when nobody named another: written in the texts of the npm that is installed. */
export function defaultRegistry(files: ClientConfiguration['files']): string | undefined {
  for (const [path, text] of files) {
    const found = isDefaults(path) ? DEFAULT.exec(text)?.[2] : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const DEFAULT = /'registry',\s*\{\s*default:\s*(['"`])(https?:\/\/[^'"`\s$]+)\1/;
