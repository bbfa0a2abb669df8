import type { DefinitionAccount, LockedPackage } from '@quench/contracts';
import type { Digest } from '@quench/kernel';

/** Port. A package as a layer, for sandboxes: what a test mounts and what the runner itself is made of. */
export abstract class PackageLayers {
  /**
   * The digest of the layer that an image has of the package, made now if it does not exist yet.
   * @throws IntegrityFault `content-missing` when the package's own bytes are not kept
   */
  abstract layer(file: LockedPackage): Promise<Digest>;
  /** The same of a layer with all of the package's files, also those that an image does without. Throws the same. */
  abstract whole(file: LockedPackage): Promise<Digest>;
  /** The same of a layer with some of its programs alone, as far as it has them. @param names `qemu-aarch64` */
  abstract programs(file: LockedPackage, names: readonly string[]): Promise<Digest>;
  /** The layer of what a system has besides, on which these packages are installed: links and accounts. Throws the same. */
  abstract system(files: readonly LockedPackage[], accounts: readonly DefinitionAccount[]): Promise<Digest>;
}
