import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@quench/kernel';
import type { ImageLayers } from '@quench/ports';
import { KeptFolders, type HeldFolder } from './kept-folders.js';
import { describedOwnership, type Ownership } from './ownership.js';
import { RootTree } from './root-tree.js';
import { UnpackedLayers } from './unpacked-layers.js';

/** About as many as an image has. */
const LAYERS_OF_ROOT = 64;

/** Unpacked images, by what was unpacked and how. A file that several have is there once. */
export class UnpackedRoots {
  private readonly kept: KeptFolders;
  private readonly layers: UnpackedLayers;

  /**
   * @param folder of roots; files of layers are beside it, in `<folder>.layers`
   * @param keep so many roots for later, beside those in use
   */
  constructor(folder: string, layers: ImageLayers, keep: number) {
    this.kept = new KeptFolders(folder, keep);
    this.layers = new UnpackedLayers(`${folder}.layers`, layers, keep * LAYERS_OF_ROOT);
  }

  /**
   * The folder that a program sees as `/`.
   * @throws IntegrityFault of `ImageLayers` and `RootTree`
   */
  async hold(layers: readonly Digest[], ownership: Ownership, mountPoints: readonly string[]): Promise<HeldFolder> {
    let isNew = false;
    const content = { layers, ownership: describedOwnership(ownership), mountPoints };
    const held = await this.kept.hold(content, async (half) => {
      isNew = true;
      const root = join(half, 'root');
      await mkdir(root, { mode: 0o700 });
      const tree = new RootTree(root, ownership);
      for (const layer of layers) await this.lay(layer, ownership, tree);
      for (const point of mountPoints) tree.mountPoint(point);
      tree.finish();
    });
    if (isNew) await this.trim();
    return { path: join(held.path, 'root'), release: held.release };
  }

  /** Removes everything that this process does not hold. */
  async clear(): Promise<void> {
    await this.kept.clear();
    await this.layers.clear();
  }

  private async lay(layer: Digest, ownership: Ownership, tree: RootTree): Promise<void> {
    const { entries, release } = await this.layers.hold(layer, ownership);
    try {
      await tree.layer(entries);
    } finally {
      release();
    }
  }

  private async trim(): Promise<void> {
    await this.kept.trim();
    await this.layers.trim();
  }
}
