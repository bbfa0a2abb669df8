/** A release as a list in the content store names it. */
export interface ListedRelease {
  /** With the version. */
  readonly purl: string;
  readonly publishedAt?: string;
}

/** All that a registry has of a package and does not call withdrawn, oldest first. */
export interface ReleaseDocument {
  readonly format: 1;
  readonly releases: readonly ListedRelease[];
}
