import type { DefinitionAccount, DefinitionFile, RunSettings } from './definition.js';

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
  readonly image: RecipeImage;
}

export interface RecipePackage {
  readonly purl: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
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
}

/** A lock: recipes, and the evidence that is stored beside them and not hashed into them. */
export interface LockDocument {
  readonly format: 1;
  readonly image: string;
  readonly versionStream: string;
  readonly variant: string;
  readonly revision: number;
  readonly definition: string;
  readonly platforms: readonly LockedPlatform[];
  readonly snapshots: readonly LockedSnapshot[];
  readonly plugin: string;
}

export interface LockedPlatform {
  readonly platform: string;
  readonly recipe: string;
  readonly packages: readonly LockedPackage[];
  readonly dropped: readonly { readonly name: string; readonly reason: string; readonly wantedBy: string }[];
}

export interface LockedPackage extends RecipePackage {
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
}
