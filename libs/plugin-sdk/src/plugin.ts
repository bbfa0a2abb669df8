/**
 * What Quench asks of a package ecosystem.
 *
 * A plugin is one plain object. Its pure parts give the same output for the same input; the others may look outside,
 * and then only through the {@link Host} that they are handed. A plugin never opens a socket or a file, never reads the
 * clock or the environment, and never runs a program. Everything passed to and from it can be cloned.
 *
 * There are two kinds: a {@link DistributionPlugin} knows archives from which images are put together, a
 * {@link ProjectPlugin} knows projects that say in files of their own what they need.
 *
 * Units are in names (`maxBytes`); instants are RFC 3339 in UTC and end in `Z`; paths are relative and use `/`.
 */
import type { Registry } from './host.js';

/** What every ecosystem has. All of it is pure. */
export interface EcosystemPlugin {
  /** The major version of this interface that the plugin was written for. */
  readonly api: 1;
  readonly kind: 'distribution' | 'project';
  /** The purl type. */
  readonly ecosystem: string;
  /** Raised when the plugin answers differently; recorded with every lock. */
  readonly version: string;

  readonly registries: Registries;
  readonly naming: Naming;
  readonly versions: Versions;
}

export type Purl = `pkg:${string}`;
export type Digest = `sha256:${string}`;
/** What bytes hash to: the algorithm and lower-case hex digits. */
export type Checksum = Digest | `${'sha1' | 'sha384' | 'sha512'}:${string}`;
export type Checksums = readonly [Checksum, ...Checksum[]];
export type PlainData =
  null | boolean | number | string | readonly PlainData[] | { readonly [key: string]: PlainData | undefined };

/** How the ecosystem's own client is configured on this machine. The host reads the files; the plugin reads the texts. */
export interface Registries {
  /**
   * Absolute paths and globs, in the order in which the client reads them. At the beginning, `~` is the user's home,
   * `${NAME}` what a variable says, and `<name>` the program of that name on the PATH, links followed: `<npm>/../../npmrc`.
   * A pattern whose beginning does not exist matches nothing.
   */
  readonly files: readonly string[];
  /** Environment variables; `npm_config_*` is all that begin so, in any case. */
  readonly env: readonly string[];
  /** Further variables that the texts themselves name, where a client lets them; not those of secrets. */
  mentioned?(files: ClientConfiguration['files']): readonly string[];
  /**
   * The registries that the client would ask.
   * @throws PluginError `malformed-input`
   */
  read(configuration: ClientConfiguration): readonly Registry[];
}

export interface ClientConfiguration {
  /** Texts by absolute path; files that do not exist are left out. */
  readonly files: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
}

/** Names packages and releases as package URLs. Both throw PluginError `malformed-input`. */
export interface Naming {
  /** The canonical purl. All spellings of one package give one purl. */
  describe(coordinates: Coordinates): Purl;
  /** The inverse: `describe(parse(purl)) === purl` for every canonical purl. */
  parse(purl: Purl): Coordinates;
}

export interface Coordinates {
  /** As the ecosystem writes it. */
  readonly name: string;
  readonly version?: string | undefined;
  /** Only what tells two packages apart, such as `arch` and `distro`. */
  readonly qualifiers?: Readonly<Record<string, string>> | undefined;
}

/** Orders and reads versions. Every method throws PluginError `malformed-input`. */
export interface Versions {
  /** Oldest first. A total order; equal versions keep their places. */
  order(versions: readonly string[]): readonly string[];
  /** How large a step an update would be. */
  classify(from: string, to: string): Step;
  isPrerelease(version: string): boolean;
  /** The leading numbers, for channel names: `1.26.3-2` gives `[1, 26, 3]`. */
  parts(version: string): readonly number[];
}

/** `rebuild`: the same upstream source, packaged again. `unknown`: newer, but the difference has no known meaning. */
export type Step = 'same' | 'rebuild' | 'patch' | 'minor' | 'major' | 'unknown' | 'backwards';

/** The text of a manifest and of the files beside it, by path. */
export type Project = ReadonlyMap<string, string>;

/** A file of an ecosystem, and what it must be. */
export interface Artifact {
  readonly purl: Purl;
  readonly url: string;
  /** All of them are checked. */
  readonly checksums: Checksums;
  readonly maxBytes: number;
}

export interface Evidence {
  readonly kind: 'registry-digest' | 'signature' | 'provenance' | 'transparency-log';
  /** Who vouches: the fingerprint of a key, the origin of a log. */
  readonly by: string;
}
