import { PluginError, type ProjectOptions } from '@quench/plugin-sdk';
import type { LockEntry } from './lock-entry.js';

/**
 * Refuses packages that run a script of their own when they are installed, as the lock file says. Registries that do not
 * tell of it leave it out of lock files, so `install` looks at the package itself as well.
 * @throws PluginError `unsupported`, with all their names
 */
export function refuseScripts(entries: Iterable<LockEntry>, without: ProjectOptions['withoutScripts']): void {
  const spared = new Set(without.map(({ name }) => name));
  const names = [...entries].filter(({ hasInstallScript, name }) => hasInstallScript && !spared.has(name));
  if (names.length === 0) return;
  const list = [...new Set(names.map(({ name }) => name))].sort().join(', ');
  throw new PluginError(
    'unsupported',
    `Scripts are not run, and these packages have some that run when they are installed: ${list}. ` +
      'Take others, or name those that do without.',
  );
}
