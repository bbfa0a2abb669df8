import type { Project, ProjectDependency } from '@quench/plugin-sdk';
import { scopeOf } from '../naming/index.js';
import { readRc, registriesNamed } from '../registries/index.js';

/** The project's own configuration of npm. */
export const OWN_RC = '.npmrc';

/**
 * The registry that a project's own configuration names for a package. It chooses among the registries of this machine:
 * what these do not have is not asked, and no credential is read from a project.
 * @throws PluginError `malformed-input`
 */
export function ownRegistries(project: Project): (name: string) => ProjectDependency['registry'] {
  const settings = readRc(project.get(OWN_RC) ?? '');
  const bases = registriesNamed({ file: OWN_RC, settings }, {});
  return (name) => {
    const scope = scopeOf(name);
    const own = scope === undefined ? undefined : bases.get(scope);
    if (own !== undefined) return { base: own, scope };
    const base = bases.get('');
    return base === undefined ? undefined : { base, scope: undefined };
  };
}
