import { PluginError, type ClientConfiguration, type Registries, type Registry } from '@quench/plugin-sdk';
import { accessTo } from './credentials.js';
import { DEFAULTS, defaultRegistry, layersOf, RC_FILES, rcTexts, type Layer } from './layers.js';
import { expand, isSecret, readRc, variablesIn } from './rc-text.js';

/**
 * What npm is configured with on this machine. Where nothing names a registry, it is the one that the npm beside Node has
 * as its default: no address is written here. Without any npm on the PATH there is none, and what would be asked of it ends
 * with `registry-not-configured`.
 *
 * A `prefix` of one's own moves the machine's file for npm and not for this plugin: `NPM_CONFIG_GLOBALCONFIG` names it.
 */
export const registries: Registries = {
  files: [...DEFAULTS, ...RC_FILES],
  env: ['npm_config_*'],
  mentioned: (files) =>
    rcTexts(files)
      .flatMap(readRc)
      .filter((setting) => !isSecret(setting))
      .flatMap(({ key, value }) => [...variablesIn(key), ...variablesIn(value)]),
  read,
};

/** What a registry's `details` hold. Of scopes, the empty text stands for names that have none of their own. */
export interface NpmDetails {
  /** Scopes that it is the registry of. */
  readonly scopes: readonly string[];
  /** Those among them of which the environment says so: no project may say otherwise. */
  readonly fixed: readonly string[];
  /** Why nothing may be taken from it. */
  readonly refused: string | undefined;
}

function read(configuration: ClientConfiguration): readonly Registry[] {
  const layers = layersOf(configuration);
  const byScope = new Map<string, Named>();
  // What counts first comes last, over what it takes the place of.
  for (const layer of [...layers].reverse()) {
    for (const [scope, base] of registriesNamed(layer, configuration.env)) byScope.set(scope, { base, layer });
  }
  const own = defaultRegistry(configuration.files);
  if (!byScope.has('') && own !== undefined) byScope.set('', { base: baseOf(own, 'npm'), layer: undefined });
  const bases = new Set([...byScope.values()].map(({ base }) => base));
  return [...bases].map((base) => {
    const scopes = [...byScope].filter(([, one]) => one.base === base).sort(([a], [b]) => (a < b ? -1 : 1));
    const { credential, refused } = accessTo(base, layers);
    const details: NpmDetails & Registry['details'] = {
      scopes: scopes.map(([scope]) => scope),
      fixed: scopes.filter(([, { layer }]) => layer === layers[0]).map(([scope]) => scope),
      refused,
    };
    return credential === undefined ? { base, details } : { base, details, credential };
  });
}

interface Named {
  readonly base: string;
  readonly layer: Layer | undefined;
}

/**
 * The bases that settings name, by scope; later ones count.
 * @throws PluginError `malformed-input`
 */
export function registriesNamed(layer: Layer, env: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const setting of layer.settings) {
    const [, scope = ''] = /^(?:(@[^:/]+):)?registry$/.exec(expand(setting.key, env)) ?? [undefined, 'none'];
    if (scope !== 'none') named.set(scope, baseOf(expand(setting.value, env), layer.file ?? 'the environment'));
  }
  return named;
}

/** A variable that is not set would be a part of the host's name. */
const PLAIN = /^https?:\/\/[\w.:[\]-]+$/;

function baseOf(text: string, where: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && PLAIN.test(url.origin) && url.username === '' && url.search + url.hash === '') {
    return url.href.endsWith('/') ? url.href : `${url.href}/`;
  }
  throw new PluginError(
    'malformed-input',
    `A registry that ${where} names for npm is no http or https URL of its own.`,
  );
}
