import {
  PluginError,
  type Artifact,
  type Host,
  type ProjectArtifacts,
  type ProjectDependency,
} from '@quench/plugin-sdk';
import { baseName } from '../naming/index.js';
import { registryOf } from './registry-of.js';

/** Of a package as it is published; the largest have some hundred megabytes. */
const MAX_BYTES = 1024 ** 3;

/**
 * The file of each dependency. What a lock file says counts where it is below a registry of this machine. Otherwise it
 * counts as far as it says what every registry does: the integrity decides which bytes are right, not who hands them out,
 * and lock files are written behind other mirrors.
 */
export const locate: ProjectArtifacts['locate'] = async (dependencies, host) =>
  dependencies.map((dependency) => {
    const { purl, checksums } = dependency;
    return { purl, url: urlOf(dependency, host), checksums, maxBytes: MAX_BYTES } satisfies Artifact;
  });

function urlOf({ purl, name, version, url, registry }: ProjectDependency, host: Host): string {
  if (url !== undefined && host.registries.some(({ base }) => url.startsWith(base))) return url;
  const path = `${name}/-/${baseName(name)}-${version}.tgz`;
  if (url === undefined || url.endsWith(`/${path}`)) return registryOf(name, registry, host).base + path;
  throw new PluginError(
    'registry-not-configured',
    `The lock file takes ${purl} from ${url.slice(0, 200)}, which is below no registry that npm is configured with on this machine.`,
  );
}
