import { PluginError, type Artifacts, type Dependency } from '@quench/plugin-sdk';
import { locator } from '../snapshots/index.js';

/** The pool files of dependencies, below the base that serves the suite that vouches for them. */
export function locate(): Artifacts['locate'] {
  return (dependencies, host) => {
    const baseOf = locator(host);
    return Promise.all(
      dependencies.map(async (dependency) => {
        const { purl, sha256, size, from } = dependency;
        return { purl, url: (await baseOf(from)) + poolPath(dependency), checksums: [sha256], maxBytes: size };
      }),
    );
  };
}

/** Names hold `+` and `~`, which are themselves in a path; a `%` or `?` would not be. */
function poolPath({ path, name }: Dependency): string {
  if (/^[A-Za-z0-9+._~:/-]+$/.test(path) && !path.startsWith('/') && !path.split('/').includes('..')) return path;
  throw new PluginError(
    'malformed-response',
    `The index keeps ${name} at "${path.slice(0, 200)}", which is no pool path.`,
  );
}
