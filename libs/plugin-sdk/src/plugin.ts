/**
 * What Quench asks of a package ecosystem.
 *
 * A plugin is one plain object. Its pure parts give the same output for the same input; the others may look outside,
 * and then only through the {@link Host} that they are handed. A plugin never opens a socket or a file, never reads the
 * clock or the environment, and never runs a program. Everything passed to and from it can be cloned.
 *
 * Units are in names (`maxBytes`); instants are RFC 3339 in UTC and end in `Z`; paths are relative and use `/`.
 */
import type { Host, HeldFile, Registry } from './host.js';
import type { Install } from './install.js';

export interface EcosystemPlugin {
  /** The major version of this interface that the plugin was written for. */
  readonly api: 1;
  /** The purl type. */
  readonly ecosystem: string;
  /** Raised when the plugin answers differently; recorded with every lock. */
  readonly version: string;

  readonly registries: Registries; //     pure
  readonly snapshots: Snapshots; //       asks the host
  readonly naming: Naming; //             pure
  readonly versions: Versions; //         pure
  readonly dependencies: Dependencies; // asks the host
  readonly artifacts: Artifacts; //       asks the host
  readonly install: Install; //           pure but for `host.unpack`
}

export type Purl = `pkg:${string}`;
export type Digest = `sha256:${string}`;
export type PlainData =
  null | boolean | number | string | readonly PlainData[] | { readonly [key: string]: PlainData | undefined };

/** How the ecosystem's own client is configured on this machine. The host reads the files; the plugin reads the texts. */
export interface Registries {
  /** Absolute paths and globs, in the order in which the client reads them. `~/` is the user's home. */
  readonly files: readonly string[];
  /** Environment variables. */
  readonly env: readonly string[];
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

/** Verified states of archives that vouch for everything in them by one signature. */
export interface Snapshots {
  /**
   * Pure: the signed indexes that a distribution needs.
   * @param distribution as a definition writes it: `debian/trixie`
   * @param pockets `release`, `updates`, `security`
   * @throws PluginError `malformed-input` for a distribution or pocket that it does not know
   */
  sources(distribution: string, pockets: readonly string[]): readonly SnapshotSource[];
  /**
   * The archive now. Undefined when nothing has changed since `previous`.
   * @throws PluginError `not-authentic` (forged, or older than `previous`), `expired`, `malformed-response`,
   *   `registry-not-configured`; lets the host's errors through
   */
  take(
    source: SnapshotSource,
    options: { readonly previous: Snapshot | undefined; readonly platforms: readonly string[]; readonly now: string },
    host: Host,
  ): Promise<Snapshot | undefined>;
  /**
   * The same check on bytes that are already held, without the network: what a service does that was only told of a
   * snapshot. Answers what the signed index itself says.
   * @throws PluginError `not-authentic`, `expired`, `malformed-response`
   */
  check(snapshot: Snapshot, host: Host): Promise<Snapshot>;
  /** What changed between two snapshots of one source, sorted by name. `before` undefined: everything is new. */
  changes(before: Snapshot | undefined, after: Snapshot, host: Host): Promise<SnapshotChanges>;
}

export interface SnapshotSource {
  /** The archive as it names itself in what it signs, not a host: `Debian`, `Debian-Security`. */
  readonly origin: string;
  readonly suite: string;
}

export interface Snapshot {
  readonly source: SnapshotSource;
  /** The signed index, held in the content store. */
  readonly signed: Digest;
  /** What the index says of itself. */
  readonly date: string;
  readonly validUntil: string | undefined;
  /** `unchecked` where the index never expires, or the client's configuration switches expiry off. */
  readonly freshness: 'checked' | 'unchecked';
  /** Fingerprints of the pinned keys whose signatures were good. */
  readonly signedBy: readonly string[];
  /** What the signed index vouches for and a resolution reads; held in the content store. */
  readonly indexes: readonly SnapshotIndex[];
}

export interface SnapshotIndex {
  readonly path: string;
  readonly platform: string;
  /** Of the bytes as served, and of the text inside. */
  readonly digest: Digest;
  readonly plainDigest: Digest;
}

export interface SnapshotChanges {
  readonly added: readonly PackageChange[];
  readonly updated: readonly PackageChange[];
  readonly removed: readonly PackageChange[];
}

export interface PackageChange {
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
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

export interface Dependencies {
  /** Patterns of the manifests that it reads. */
  readonly manifests: readonly string[];
  /**
   * Every dependency, direct and transitive, exact, sorted by purl. A function of its arguments and of held content.
   * @throws PluginError `malformed-input`, `unsupported`, `unsatisfiable` (with `chain`: from a root to what is missing)
   */
  resolve(project: Project, options: ResolveOptions, host: Host): Promise<Resolution>;
}

export interface ResolveOptions {
  /** `linux/amd64` */
  readonly platform: string;
  readonly snapshots: readonly Snapshot[];
  /** Names that count as satisfied when only depended on, and are left out; what a project asks for itself stays. */
  readonly without: readonly string[];
}

export interface Resolution {
  readonly dependencies: readonly Dependency[];
  /** The names of `without` that something asked for, sorted, each with who asked. */
  readonly dropped: readonly { readonly name: string; readonly wantedBy: string }[];
}

export interface Dependency {
  /** With the version. */
  readonly purl: Purl;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** What it was built from, where the ecosystem says so. */
  readonly source: { readonly name: string; readonly version: string };
  readonly sha256: Digest;
  /** Bytes. */
  readonly size: number;
  /** Where the archive keeps it, relative to the base of `from`. */
  readonly path: string;
  readonly from: SnapshotSource;
  /** Undefined for what the project itself asks for. */
  readonly requiredBy: string | undefined;
}

export interface Artifacts {
  /**
   * Where the files of dependencies are. The host downloads them, bounds their size and checks every digest given.
   * @throws PluginError `registry-not-configured`
   */
  locate(dependencies: readonly Dependency[], host: Host): Promise<readonly Artifact[]>;
  /**
   * Who vouches for a file: whether the snapshots name it. Empty: nobody.
   * @throws PluginError `not-authentic`
   */
  verify(dependency: Dependency, snapshots: readonly Snapshot[], host: Host): Promise<readonly Evidence[]>;
  /** The CVE ids that the new release's own words say are fixed and the old one's do not, sorted. */
  fixes(
    before: HeldFile | undefined,
    after: HeldFile,
    host: Host,
  ): Promise<{ readonly fixed: readonly string[]; readonly lost: readonly string[] }>;
}

export interface Artifact {
  readonly purl: Purl;
  readonly url: string;
  readonly sha256: Digest;
  /** Bytes; also the bound. */
  readonly size: number;
}

export interface Evidence {
  readonly kind: 'registry-digest' | 'signature' | 'provenance' | 'transparency-log';
  /** Who vouches: the fingerprint of a key, the origin of a log. */
  readonly by: string;
}
