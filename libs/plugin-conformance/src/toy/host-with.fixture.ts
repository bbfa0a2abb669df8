import type { Host } from '@quench/plugin-sdk';

/** A host that does some things in another way. */
export const hostWith = (host: Host, changes: Partial<Host>): Host => ({
  registries: host.registries,
  get: (url, options) => host.get(url, options),
  store: (artifact) => host.store(artifact),
  keep: (bytes) => host.keep(bytes),
  read: (digest, options) => host.read(digest, options),
  derive: (key, inputs, compute, limits) => host.derive(key, inputs, compute, limits),
  decompress: (bytes, limits) => host.decompress(bytes, limits),
  unpack: (bytes, limits) => host.unpack(bytes, limits),
  verifyClearsigned: (message, keys) => host.verifyClearsigned(message, keys),
  hash: (bytes) => host.hash(bytes),
  fulfils: (bytes, checksums) => host.fulfils(bytes, checksums),
  ...changes,
});
