import type { RecipeImage } from '@quench/contracts';
import { digest } from '@quench/kernel';
import type { ContentStore } from '@quench/ports';
import type { ImageEntry } from '@quench/plugin-sdk';

/** What a definition itself puts into its image. */
export interface DefinitionEntries {
  /** With the links of projects. They replace files of packages with the same path. */
  readonly files: readonly ImageEntry[];
  /** Owned by the image's user, whoever else mentions them, unless the image's own layout does. */
  readonly volumes: readonly ImageEntry[];
  /** Made when nobody mentions it. */
  readonly workdir: readonly ImageEntry[];
}

/**
 * @param mtime seconds since 1970
 * @throws IntegrityFault `content-missing`, `content-too-large`
 */
export async function definitionEntries(
  image: RecipeImage,
  mtime: number,
  store: ContentStore,
): Promise<DefinitionEntries> {
  const files = Object.entries(image.files).map(async ([path, { sha256, size, mode, uid, gid }]) => {
    const content = await store.read(digest(sha256), { maxBytes: size });
    return { type: 'file', path: relative(path), mode, uid, gid, mtime, content } as const;
  });
  const links = Object.entries(image.links ?? {}).map(
    ([path, target]) =>
      ({ type: 'symlink', path: relative(path), mode: 0o777, uid: 0, gid: 0, mtime, target }) as const,
  );
  const owned = (path: string): ImageEntry[] =>
    relative(path) === ''
      ? []
      : [{ type: 'directory', path: relative(path), mode: 0o755, uid: image.run.uid, gid: image.run.gid, mtime }];
  return {
    files: [...(await Promise.all(files)), ...links],
    volumes: image.volumes.flatMap(owned),
    workdir: owned(image.workdir),
  };
}

const relative = (path: string): string => path.split('/').filter(Boolean).join('/');
