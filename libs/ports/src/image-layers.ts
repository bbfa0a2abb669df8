import type { Digest } from '@quench/kernel';

/** One entry of a layer as its archive says it. Paths have no leading `/`; mode has the permission, set-id and sticky bits. */
export type LayerEntry = {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
} & (
  | { readonly type: 'directory' }
  | { readonly type: 'file'; readonly content: Uint8Array; readonly md5: string }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'hardlink'; readonly target: string }
);

/** Port. Reads layers (tar, gzip) from the content store without unpacking them. */
export abstract class ImageLayers {
  /**
   * The entries in the order of the archive.
   * @throws IntegrityFault `content-missing`, `archive-malformed`, `archive-too-large` (unpacked bytes),
   * `archive-entry-refused` (devices, paths that leave the image)
   */
  abstract entries(layer: Digest, limits: { readonly maxBytes: number }): AsyncIterable<LayerEntry>;
}
