import type { LockedPackage, Recipe, RecipeImage } from '@quench/contracts';
import { sha256 } from '@quench/kernel';
import { toyBytes, type ToyEntry, type ToyPackage } from './toy-plugin.js';

/** Seconds since 1970; any instant will do. */
export const TOY_TIME = 1_700_000_000;

/** The codec that toy recipes ask for: the one that real assemblers write, so that both run the same suite. */
export const TOY_CODEC = 2;

/** A package of the toy ecosystem and what a lock would say of it. */
export interface LockedToy {
  readonly bytes: Uint8Array;
  readonly locked: LockedPackage;
}

export function lockedToy(name: string, content: ToyPackage): LockedToy {
  const bytes = toyBytes(content);
  const locked = {
    purl: `pkg:toy/example/${name}@1.0`,
    sha256: sha256(bytes),
    size: bytes.length,
    ...{ name, version: '1.0', architecture: 'all', source: { name, version: '1.0' }, path: `pool/${name}` },
    from: { origin: 'Example', suite: 'stable' },
  };
  return { bytes, locked };
}

export const toyDirectory = (path: string, mode = 0o755): ToyEntry => ({
  ...{ type: 'directory', path, mode, uid: 0, gid: 0, mtime: TOY_TIME },
});

/** @param content base64 */
export const toyFile = (path: string, content: string): ToyEntry => ({
  ...{ type: 'file', path, mode: 0o644, uid: 0, gid: 0, mtime: TOY_TIME, content },
});

/** A recipe of these packages with the formats that are written now. */
export const toyRecipe = (packages: readonly LockedPackage[], image: Partial<RecipeImage> = {}): Recipe => ({
  format: 1,
  platform: 'linux/amd64',
  versions: { filter: { toy: 1 }, codec: TOY_CODEC, layout: 1 },
  packages: packages.map(({ purl, sha256: digest, size }) => ({ purl, sha256: digest, size })),
  dropped: [],
  image: {
    ...{ name: 'toy', summary: 'A toy', version: '1.0', files: {}, env: {}, workdir: '/', labels: {} },
    ...{ accounts: [], volumes: [] },
    run: {
      entrypoint: ['/usr/bin/toy'],
      cmd: [],
      user: 'nonroot',
      uid: 65532,
      gid: 65532,
      ports: [],
      stopSignal: 'SIGTERM',
    },
    ...image,
  },
});
