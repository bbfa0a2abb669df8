import type { ListedRelease, ReleaseDocument } from '@quench/contracts';

export interface ReleaseNews {
  readonly discovered: readonly ListedRelease[];
  /** Purls with versions. */
  readonly withdrawn: readonly string[];
}

/** What one list has and another one has not, each in its order. */
export function releaseNews(before: ReleaseDocument, after: ReleaseDocument): ReleaseNews {
  const [had, has] = [before, after].map(({ releases }) => new Set(releases.map(({ purl }) => purl)));
  return {
    discovered: after.releases.filter(({ purl }) => had?.has(purl) !== true),
    withdrawn: before.releases.map(({ purl }) => purl).filter((purl) => has?.has(purl) !== true),
  };
}
