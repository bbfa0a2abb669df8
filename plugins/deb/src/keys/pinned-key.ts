/** A key that signs archives, as its distribution published it. */
export interface PinnedKey {
  /** Of the primary key, then of its signing subkeys. */
  readonly fingerprints: readonly [string, ...string[]];
  readonly armoured: string;
}
