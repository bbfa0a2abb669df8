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

/**
 * What is kept of a registry's answer. @param releases oldest first; @param purl with the version
 */
export const releaseDocument = (
  releases: readonly { readonly version: string; readonly publishedAt: string | undefined; readonly state: string }[],
  purl: (version: string) => string,
): ReleaseDocument => ({
  format: 1,
  releases: releases
    .filter(({ state }) => state !== 'withdrawn')
    .map(({ version, publishedAt }) => ({ purl: purl(version), ...(publishedAt !== undefined && { publishedAt }) })),
});
