/** Where the contents of an image go. Layers are applied in the order of the plan. */
export interface PlannedLayer {
  /**
   * `base`: directories and links that every image has. `package`: one package. `shared`: the packages too small for a
   * layer of their own. `top`: what is made from several packages and from the definition.
   */
  readonly kind: 'base' | 'package' | 'shared' | 'top';
  /** purls, sorted; empty for `base` and `top`. */
  readonly packages: readonly string[];
}

/** A layer that exists. */
export interface AssembledLayer extends PlannedLayer {
  /** Of the compressed bytes. */
  readonly digest: string;
  /** Of the archive inside. */
  readonly diffId: string;
  /** Compressed. */
  readonly sizeBytes: number;
}

/** All layers of one manifest. */
export interface AssembledLayers {
  readonly layers: readonly AssembledLayer[];
  /** Seconds since 1970: the newest file among the packages. It dates the image. */
  readonly mtime: number;
}
