import { PluginError, type Host, type Registry } from '@quench/plugin-sdk';
import { scopeOf } from '../naming/index.js';
import type { NpmDetails } from '../registries/index.js';

/** What a project says of the registry of a package. */
export type OwnRegistry = { readonly base: string; readonly scope: string | undefined } | undefined;

/**
 * The registry of a package: that of its scope before the one of all names, and the project's before the one of this
 * machine, unless the environment says so.
 * @throws PluginError `registry-not-configured`, `unsupported`
 */
export function registryOf(name: string, own: OwnRegistry, { registries }: Pick<Host, 'registries'>): Registry {
  const scope = scopeOf(name);
  const ofScope = scope === undefined ? undefined : chosen(scope, own?.scope === scope ? own : undefined, registries);
  const registry = ofScope ?? chosen('', own?.scope === undefined ? own : undefined, registries);
  if (registry === undefined) {
    throw new PluginError(
      'registry-not-configured',
      `No registry of npm is configured for ${name}: there is no npm on the PATH, and none is named. ` +
        'Set registry in ~/.npmrc, or npm_config_registry in the environment.',
    );
  }
  const { refused } = registry.details as NpmDetails & Registry['details'];
  if (refused !== undefined)
    throw new PluginError('unsupported', `${registry.base} cannot be asked for ${name}: ${refused}.`);
  return registry;
}

function chosen(scope: string, own: OwnRegistry, registries: readonly Registry[]): Registry | undefined {
  const here = registries.find((registry) => detailsOf(registry).scopes?.includes(scope) === true);
  if (own === undefined || (here !== undefined && detailsOf(here).fixed?.includes(scope) === true)) return here;
  const named = registries.find(({ base }) => base === own.base);
  if (named !== undefined) return named;
  throw new PluginError(
    'registry-not-configured',
    `The project names ${own.base} as its registry, which npm is not configured with on this machine. ` +
      `Name it in ~/.npmrc too: @scope:registry=${own.base}.`,
  );
}

/** Registries that Quench's own configuration adds say nothing of scopes. */
const detailsOf = ({ details }: Registry): Partial<NpmDetails> => details as Partial<NpmDetails>;
