import type { ImageTree, TreeUser } from './image-tree.js';

/** A rule that an image breaks: where, and what was expected. */
export interface Finding {
  readonly rule: StructureRule;
  /** Absolute; of the rule `config` the name of a member. */
  readonly path: string;
  readonly expected: string;
}

export type StructureRule =
  | 'no-shell'
  | 'no-package-manager'
  | 'no-set-id'
  | 'no-world-writable'
  | 'non-root'
  | 'entrypoint'
  | 'workdir'
  | 'files'
  | 'machine'
  | 'libraries'
  | 'interpreter'
  | 'checksums'
  | 'no-dangling-link'
  | 'no-whiteout'
  | 'config'
  | 'size';

/** Everything that the rules look at. */
export interface StructureInput {
  /** Whose rules hold: `dev` may have what one builds and looks around with. */
  readonly variant: string;
  /** That the image is for: `linux/arm64`. */
  readonly platform: string;
  readonly tree: ImageTree;
  readonly user: TreeUser;
  readonly entrypoint: readonly string[];
  readonly workdir: string;
  /** Absolute paths that the definition puts into the image. */
  readonly files: readonly string[];
  /** Of all layers, compressed. */
  readonly sizeBytes: number;
  readonly maxBytes?: number | undefined;
}

/** A rule that holds for every entry or for the image. */
export type StructureCheck = (input: StructureInput) => readonly Finding[];
