import { mediaTypes, ociPlatform, type AssembledLayers, type PlannedLayer, type Recipe } from '@quench/contracts';
import { documentBytes, instantOf, type DocumentBytes } from './oci-documents.js';

const DEFAULT_ENV = {
  PATH: '/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin',
  SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
};

/** The environment of the image's programs: what every image has, then what the definition sets. */
export const imageEnv = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...DEFAULT_ENV,
  ...env,
});

/** What an engine needs to start a container of this image. */
export function imageConfig(recipe: Recipe, assembled: AssembledLayers): DocumentBytes {
  const created = instantOf(assembled.mtime);
  return documentBytes(mediaTypes.config, {
    ...ociPlatform(recipe.platform),
    created,
    config: runtimeConfig(recipe.image),
    rootfs: { type: 'layers', diff_ids: assembled.layers.map(({ diffId }) => diffId) },
    history: assembled.layers.map((layer) => ({ created, created_by: `quench ${describe(layer)}` })),
  });
}

function runtimeConfig({ env, labels, run, volumes, workdir }: Recipe['image']) {
  return {
    User: `${String(run.uid)}:${String(run.gid)}`,
    Env: Object.entries(imageEnv(env))
      .map(([name, value]) => `${name}=${value}`)
      .sort(),
    WorkingDir: workdir,
    StopSignal: run.stopSignal,
    ...(run.entrypoint.length > 0 ? { Entrypoint: run.entrypoint } : {}),
    ...(run.cmd.length > 0 ? { Cmd: run.cmd } : {}),
    ...(run.ports.length > 0 ? { ExposedPorts: emptyObjects(run.ports.map((port) => `${String(port)}/tcp`)) } : {}),
    ...(volumes.length > 0 ? { Volumes: emptyObjects(volumes) } : {}),
    ...(Object.keys(labels).length > 0 ? { Labels: labels } : {}),
  };
}

/** The specification writes sets as objects with empty members. */
const emptyObjects = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, {}]));

const describe = ({ kind, packages }: PlannedLayer): string =>
  kind === 'package' ? packages.join(' ') : kind === 'shared' ? `${String(packages.length)} packages` : kind;
