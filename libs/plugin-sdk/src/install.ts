import type { Host, HeldFile } from './host.js';
import type { Dependency } from './distribution.js';
import type { Purl } from './plugin.js';

/**
 * What an image takes of a package: what its programs need to run, or also what one builds and looks around with, such as
 * headers, shells and package managers.
 */
export type Taken = 'to-run' | 'to-build';

/** Turns a package's files into entries of an image, without running any of the package's own code. */
export interface Install {
  /** Raised when `entries`, `whole` or `finish` answers differently for the same input. */
  readonly filterVersion: number;
  /** Names that an image does not need although packages depend on them, each with its reason. */
  readonly unneeded: readonly { readonly name: string; readonly reason: string }[];
  /**
   * Paths without leading `/` at which, and below which, no definition may put a file: what `finish` makes, and what is
   * never in an image; each with why, and what to write instead.
   */
  readonly reserved: readonly { readonly path: string; readonly reason: string }[];
  /** The files of one package. A function of the package's bytes and of `taken` alone. @param taken `to-run` by default */
  entries(file: HeldFile, host: Pick<Host, 'read' | 'unpack' | 'hash'>, taken?: Taken): Promise<PackageContent>;
  /** Every file of one package, for a test that mounts it beside an image: nothing is left out for being unwanted. */
  whole(file: HeldFile, host: Pick<Host, 'read' | 'unpack' | 'hash'>): Promise<readonly ImageEntry[]>;
  /** Entries made from several packages and from the image itself: accounts, CA bundle, name service, directories. */
  finish(image: FinishInput): readonly ImageEntry[];
}

export interface PackageContent {
  readonly entries: readonly ImageEntry[];
  /** What `finish` needs of this package, such as a certificate. */
  readonly contributions: readonly Contribution[];
  /** What the files are besides, in the eyes of another ecosystem; for bills of materials. Each once. */
  readonly bundled: readonly Bundled[];
}

/** A package of any ecosystem that came inside of another package. */
export interface Bundled {
  /** With the version. */
  readonly purl: Purl;
  readonly name: string;
  readonly version: string;
}

export interface Contribution {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface FinishInput {
  readonly packages: readonly Dependency[];
  /** Of all packages, by package name, then in the order given. */
  readonly contributions: readonly Contribution[];
  /** Certificates in PEM that the image trusts besides, by a name of each; absent where there are none. */
  readonly trust?: readonly Contribution[] | undefined;
  readonly accounts: readonly Account[];
  /** Seconds since 1970, for entries that no package dates. */
  readonly mtime: number;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** The account that every image has, and runs as unless its definition names another. */
export const NONROOT: Account = { name: 'nonroot', uid: 65_532, gid: 65_532, home: '/home/nonroot' };

/** One entry of an image. Paths have no leading `/`. Owners are numbers; mode has no setuid and no setgid bit. */
export type ImageEntry = {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
} & (
  | { readonly type: 'directory' }
  | { readonly type: 'file'; readonly content: Uint8Array }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'hardlink'; readonly target: string }
);
