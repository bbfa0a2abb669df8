import type { Host, HeldFile } from './host.js';
import type { Install } from './install.js';
import type { Artifact, Digest, EcosystemPlugin, Evidence, Project, Purl } from './plugin.js';

/** An ecosystem of archives that vouch by one signature for all that they hold: what an image is put together from. */
export interface DistributionPlugin extends EcosystemPlugin {
  readonly kind: 'distribution';
  readonly snapshots: Snapshots; //       asks the host
  readonly dependencies: Dependencies; // asks the host
  readonly artifacts: Artifacts; //       asks the host
  readonly install: Install; //           pure but for `host.unpack`
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
  /** Platforms that were asked for and that it says it has nothing for, sorted; absent where it has something for all. */
  readonly lacking?: readonly string[] | undefined;
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

export interface Dependencies {
  /** Patterns of the manifests that it reads. */
  readonly manifests: readonly string[];
  /**
   * Every dependency, direct and transitive, exact, sorted by purl. A function of its arguments and of held content.
   * @throws PluginError `malformed-input`, `unsupported`, `unsatisfiable` (with `chain`: from a root to what is missing; what is held
   *   back on it is named in the message)
   */
  resolve(project: Project, options: ResolveOptions, host: Host): Promise<Resolution>;
}

export interface ResolveOptions {
  /** `linux/amd64` */
  readonly platform: string;
  readonly snapshots: readonly Snapshot[];
  /** Names that count as satisfied when only depended on, and are left out; what a project asks for itself stays. */
  readonly without: readonly string[];
  /** What is held back: where such a package is part of the answer, it is in this version. A pin asks for nothing. */
  readonly pins?: readonly Pin[] | undefined;
  /** Other snapshots, such as those of the lock before: a pinned version that `snapshots` do not list is taken from them. */
  readonly keep?: readonly Snapshot[] | undefined;
}

/** A package that is held back; one for each name. */
export type Pin = ExactPin | LowerPin;

/** At this version. */
export interface ExactPin {
  readonly name: string;
  readonly version: string;
  /** Of its file; absent where any file of this version will do. */
  readonly sha256?: Digest | undefined;
}

/** At the newest version that `snapshots` list below this one. */
export interface LowerPin {
  readonly name: string;
  readonly below: string;
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
  /**
   * What is in a newer file of a package otherwise than in an older one. Without an older one, all of it is added.
   * @throws PluginError `malformed-input`
   */
  difference(before: HeldFile | undefined, after: HeldFile, host: Host): Promise<ContentDifference>;
}

/** What people look at before they let an update in. All lists are sorted; paths have no leading `/`. */
export interface ContentDifference {
  /** Paths of files and links. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** With other bytes or another target. */
  readonly changed: readonly string[];
  /** What the ecosystem's own manager runs when it installs or removes the package. */
  readonly scripts: readonly ScriptDifference[];
  /** Files that run with the rights of their owner or group, and did not before. */
  readonly setuid: readonly string[];
  /** Programs and libraries that can wait for connections, and could not before. */
  readonly listeners: readonly string[];
}

export interface ScriptDifference {
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
}
