import { PluginError, type ProjectArtifacts } from '@quench/plugin-sdk';

/** The registry's digest that the lock file wrote down. Signatures of registries are not looked at. */
export const verify: ProjectArtifacts['verify'] = async ({ purl, checksums }, file, host) => {
  const bytes = await host.read(file.digest, { maxBytes: file.size });
  if (host.fulfils(bytes, checksums)) return checksums.map((by) => ({ kind: 'registry-digest', by }) as const);
  throw new PluginError('not-authentic', `${file.digest} is not the file that the lock file means by ${purl}.`);
};
