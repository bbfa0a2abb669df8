import type { ParentLock } from '../builder/lock.events.js';
import type { DefinitionAccount, DefinitionFile, RunSettings, TrustedFile } from './definition.js';

/** Versions that decide what bytes a recipe gives. Each is raised when its part's output changes. */
export interface FormatVersions {
  /** The plugin's, by ecosystem. */
  readonly filter: Readonly<Record<string, number>>;
  /** Of the tar and gzip writer. */
  readonly codec: number;
  /** How packages are spread over layers, and how config, manifest and index are written. */
  readonly layout: number;
}

/** Everything that the bytes of one manifest depend on, and nothing else. Its digest names the build. */
export interface Recipe {
  readonly format: 1;
  readonly platform: string;
  readonly versions: FormatVersions;
  /** Sorted by purl. */
  readonly packages: readonly RecipePackage[];
  /** Names left out, sorted. */
  readonly dropped: readonly string[];
  /**
   * Purls, sorted, of those of the packages that it has from images that it is derived from: what the first one has, then what
   * each next one adds. Absent where it is derived from none.
   */
  readonly inherited?: readonly (readonly string[])[] | undefined;
  readonly image: RecipeImage;
}

export interface RecipePackage {
  readonly purl: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** Of a release of which the definition places files; absent for what a distribution installs. */
  readonly places?: readonly RecipePlace[] | undefined;
}

/** Where files of a package are put. */
export type RecipePlace = PlacedFiles | InstalledFiles;

/** What a definition names of a package. */
export interface PlacedFiles {
  /** From the root of the image: `/usr/local/bin/node`. */
  readonly path: string;
  /** A file or folder of the package, `bin/node`; `.` for all of it. */
  readonly from: string;
}

/** A package as its ecosystem puts it into a project. */
export interface InstalledFiles {
  /** The project's, from the root of the image: `/srv/web`. */
  readonly folder: string;
  /** In that folder: `node_modules/ws`. */
  readonly path: string;
  /** Links to its programs, and where they lead; both in that folder. */
  readonly programs: readonly { readonly path: string; readonly target: string }[];
}

/** The definition as far as bytes depend on it. */
export interface RecipeImage {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly files: Readonly<Record<string, DefinitionFile>>;
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly accounts: readonly DefinitionAccount[];
  readonly volumes: readonly string[];
  readonly run: RunSettings;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the line that it is an image of, so that no image is one of two lines; absent for `default`. */
  readonly versionStream?: string | undefined;
  /** Absent for `prod`. */
  readonly variant?: string | undefined;
  /** Of projects, by absolute path, with what they say; absent where there are none. */
  readonly links?: Readonly<Record<string, string>> | undefined;
  /** Sorted by path; absent where there are none. */
  readonly trust?: readonly TrustedFile[] | undefined;
}

/** A lock: recipes, and the evidence that is stored beside them and not hashed into them. */
export interface LockDocument {
  readonly format: 1;
  readonly image: string;
  readonly versionStream: string;
  readonly variant: string;
  readonly revision: number;
  readonly definition: string;
  /** The lock that it was made on; absent where the line is derived from none. */
  readonly from?: ParentLock | undefined;
  readonly platforms: readonly LockedPlatform[];
  readonly snapshots: readonly LockedSnapshot[];
  /** Older snapshots that vouch for what is held back; absent where those above do. */
  readonly kept?: readonly LockedSnapshot[] | undefined;
  /** What is held back; absent where nothing is. */
  readonly pins?: readonly LockedPin[] | undefined;
  readonly plugin: string;
}

/** A package that could have another version, and why it does not. */
export interface LockedPin {
  readonly platform: string;
  readonly name: string;
  readonly version: string;
  /** The version that it could have. */
  readonly offered: string;
  /** Of the update that it is a part of: the source, without a version. */
  readonly purl: string;
  readonly because: 'hold' | 'wait' | 'rejected';
  /** The rule that decided, in words. */
  readonly rule: string;
}

export interface LockedPlatform {
  readonly platform: string;
  readonly recipe: string;
  readonly packages: readonly LockedPackage[];
  readonly dropped: readonly { readonly name: string; readonly reason: string; readonly wantedBy: string }[];
  /** Sorted by purl; absent where the definition places none. */
  readonly releases?: readonly LockedRelease[] | undefined;
}

/** Anything that a recipe takes files of. */
export type LockedInput = LockedPackage | LockedRelease;

export const isLockedPackage = (one: LockedInput): one is LockedPackage => one.places === undefined;
export const isLockedRelease = (one: LockedInput): one is LockedRelease => one.places !== undefined;

/** A release of an ecosystem that publishes packages one by one. */
export interface LockedRelease extends RecipePackage {
  readonly name: string;
  readonly version: string;
  readonly places: readonly RecipePlace[];
  /** By which the registry or the project's lock file names the file. */
  readonly checksums: readonly string[];
  /** Where they say that it is; absent where they do not. */
  readonly url?: string | undefined;
  readonly chosen: ChosenByRange | ChosenByLockFile;
}

/** The newest that was allowed. */
export interface ChosenByRange {
  readonly by: 'range';
  /** What the definition asked for: `22`. */
  readonly constraint: string;
  /** When the registry was asked which releases there are. RFC 3339 in UTC. */
  readonly listedAt: string;
  /** RFC 3339 in UTC; absent where the registry does not say. */
  readonly publishedAt?: string | undefined;
}

/** The one that a project's own lock file names. */
export interface ChosenByLockFile {
  readonly by: 'lock-file';
  /** The name of a package that needs it; absent for what the project itself asks for. */
  readonly requiredBy?: string | undefined;
}

/** A package of an archive. */
export interface LockedPackage extends RecipePackage {
  readonly places?: undefined;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly source: { readonly name: string; readonly version: string };
  readonly path: string;
  readonly from: { readonly origin: string; readonly suite: string };
  readonly requiredBy?: string | undefined;
}

/** A snapshot with all that a later check needs; the same shape as the plugins' own. */
export interface LockedSnapshot {
  readonly ecosystem: string;
  readonly source: { readonly origin: string; readonly suite: string };
  readonly signed: string;
  readonly date: string;
  readonly validUntil?: string | undefined;
  readonly freshness: 'checked' | 'unchecked';
  readonly signedBy: readonly string[];
  readonly indexes: readonly {
    readonly path: string;
    readonly platform: string;
    readonly digest: string;
    readonly plainDigest: string;
  }[];
  readonly lacking?: readonly string[] | undefined;
}
