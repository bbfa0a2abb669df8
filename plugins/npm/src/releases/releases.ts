import { PluginError, type Releases } from '@quench/plugin-sdk';
import { registryOf } from '../artifacts/index.js';
import { naming } from '../naming/index.js';
import { readPackument } from './packument.js';

/** The largest answers have some hundred megabytes, of packages with thousands of releases. */
const MAX_BYTES = 256 * 1024 ** 2;

/** What the registry of a package says of its releases: all that there are. */
export const releases: Releases = {
  async list(purl, host) {
    const { name } = naming.parse(purl);
    const { base } = registryOf(name, undefined, host);
    // The whole answer: the abbreviated one has no times.
    const bytes = await host.get(base + name, { maxBytes: MAX_BYTES, accept: 'application/json' });
    if (bytes === undefined) throw new PluginError('not-found', `The registry ${base} knows no package ${name}.`);
    return { releases: readPackument(new TextDecoder().decode(bytes), name), complete: true };
  },
};
