import { IsInt, Min } from '../rules.js';
import { IsDigest, IsInstant, IsText, MayBeAbsent } from '../fields.js';

/** Releases of a package are noticed from now on. What a registry listed before is no news. */
export class PackageFollowed {
  /** Without a version. */
  @IsText() readonly purl: string;
  /** How many releases there are. */
  @IsInt() @Min(0) readonly releases: number;
  /** What the registry lists, in the content store. */
  @IsDigest() readonly list: string;
}

/** A registry lists a release that it did not list before. */
export class ReleaseDiscovered {
  /** With the version. */
  @IsText() readonly purl: string;
  /** As the registry says; absent where it does not. */
  @MayBeAbsent() @IsInstant() readonly publishedAt?: string;
  /** What the registry lists, in the content store. */
  @IsDigest() readonly list: string;
}

/** A registry says that a release is no more, or lists it no longer. */
export class ReleaseWithdrawn {
  /** With the version. */
  @IsText() readonly purl: string;
  /** What the registry lists, in the content store. */
  @IsDigest() readonly list: string;
}

/** A registry could not be asked for a package, or its answer is none. Recorded once until it recovers. */
export class PackageUnavailable {
  @IsText() readonly purl: string;
  /** The plugin's or the host's own code: `not-found`, `registry-unreachable`, `malformed-response` … */
  @IsText() readonly code: string;
  @IsText() readonly detail: string;
}

/** The registry answers well again. */
export class PackageRecovered {
  @IsText() readonly purl: string;
}

export type PackageEvent =
  | { readonly type: 'watcher.PackageFollowed.v1'; readonly data: PackageFollowed }
  | { readonly type: 'watcher.ReleaseDiscovered.v1'; readonly data: ReleaseDiscovered }
  | { readonly type: 'watcher.ReleaseWithdrawn.v1'; readonly data: ReleaseWithdrawn }
  | { readonly type: 'watcher.PackageUnavailable.v1'; readonly data: PackageUnavailable }
  | { readonly type: 'watcher.PackageRecovered.v1'; readonly data: PackageRecovered };

/** Of the purl of a release: the purl of its package, without the version. */
export const packageOfRelease = (purl: string): string => purl.slice(0, purl.lastIndexOf('@'));

/** `watcher.package/<purl without a version>` */
export const packageStream = (purl: string): string => `watcher.package/${purl}`;
