import type { Host, HeldFile } from './host.js';
import type { Bundled, PackageContent } from './install.js';
import type { Artifact, Checksums, EcosystemPlugin, Evidence, Project, Purl, Versions } from './plugin.js';

/** An ecosystem whose packages are published one by one, and whose projects say in a lock file which of them they need. */
export interface ProjectPlugin extends EcosystemPlugin {
  readonly kind: 'project';
  readonly versions: ProjectVersions;
  readonly releases: Releases; //                asks the host
  readonly dependencies: ProjectDependencies; // asks the host
  readonly artifacts: ProjectArtifacts; //       asks the host
  readonly install: ProjectInstall; //           pure but for `host.unpack`
}

export interface ProjectVersions extends Versions {
  /**
   * The versions that a constraint allows, in the order given, as the ecosystem's own client reads it: `22`, `^1.2.0`.
   * @throws PluginError `malformed-input` for what is no constraint, whatever the versions
   */
  matching(versions: readonly string[], constraint: string): readonly string[];
}

export interface Releases {
  /**
   * What a registry says of the releases of a package, oldest first.
   * @param purl without a version
   * @throws PluginError `not-found`, `malformed-response` (rather than a part of a list that claims to be whole),
   *   `registry-not-configured`; lets the host's errors through
   */
  list(purl: Purl, host: Host): Promise<ReleaseList>;
}

export interface ReleaseList {
  readonly releases: readonly Release[];
  /** Whether what is not in it is not to be had. */
  readonly complete: boolean;
}

export interface Release {
  readonly version: string;
  /** Undefined where the registry does not say. */
  readonly publishedAt: string | undefined;
  /** `deprecated`: its author warns of it. `withdrawn`: it was there, and is said to be no more. */
  readonly state: 'current' | 'deprecated' | 'withdrawn';
  /** Undefined for what was withdrawn. */
  readonly file: ReleaseFile | undefined;
}

/** The file of a release as a registry tells of it. */
export interface ReleaseFile {
  readonly url: string;
  readonly checksums: Checksums;
}

export interface ProjectDependencies {
  /** Patterns of the files that it reads: manifests, lock files, the project's own configuration of the client. */
  readonly manifests: readonly string[];
  /**
   * Every dependency that the project runs with on a platform, direct and transitive, exact, as its lock file says. A
   * function of its arguments.
   * @throws PluginError `malformed-input`; `unsupported`, with the name of the package
   */
  resolve(project: Project, options: ProjectOptions, host: Host): Promise<ProjectResolution>;
}

export interface ProjectOptions {
  /** `linux/amd64` */
  readonly platform: string;
  readonly libc: 'glibc' | 'musl';
  /** Names of packages that have scripts for their installation and do without, each with who says so and why. */
  readonly withoutScripts: readonly { readonly name: string; readonly reason: string }[];
}

export interface ProjectResolution {
  /** To be fetched. Sorted by purl, each purl once. */
  readonly dependencies: readonly ProjectDependency[];
  /** What comes inside of one of them. Sorted by purl, then by what it comes in. */
  readonly bundled: readonly BundledDependency[];
  /** Between parts of the project. Sorted by path. */
  readonly links: readonly ProjectLink[];
}

export interface ProjectDependency {
  /** With the version. */
  readonly purl: Purl;
  readonly name: string;
  readonly version: string;
  readonly checksums: Checksums;
  /** Where the lock file says that it was. */
  readonly url: string | undefined;
  /** What the project's own configuration of the client says: a registry, and whether it is only that of a scope. */
  readonly registry: { readonly base: string; readonly scope: string | undefined } | undefined;
  /** Where it is put, in the project's folder. At least one; sorted by path. */
  readonly places: readonly Place[];
  /** The name of one that needs it; undefined for what the project itself asks for. */
  readonly requiredBy: string | undefined;
}

export interface Place {
  /** Relative to the project's folder. */
  readonly path: string;
  /** Programs of the package, and of what is bundled in it, that are linked to. Sorted by path. */
  readonly programs: readonly ProjectLink[];
}

export interface ProjectLink {
  readonly path: string;
  /** Relative to the project's folder, like `path`. Of a program that is not there, there is no link either. */
  readonly target: string;
  readonly kind: 'program' | 'folder';
}

/** A package that came inside of another one. */
export interface BundledDependency {
  readonly purl: Purl;
  readonly name: string;
  readonly version: string;
  readonly within: Purl;
}

export interface ProjectArtifacts {
  /**
   * Where the files of dependencies are, in the order asked.
   * @throws PluginError `registry-not-configured`
   */
  locate(dependencies: readonly ProjectDependency[], host: Host): Promise<readonly Artifact[]>;
  /**
   * Who vouches for a file that the host holds. Empty: nobody.
   * @throws PluginError `not-authentic`
   */
  verify(dependency: ProjectDependency, file: HeldFile, host: Host): Promise<readonly Evidence[]>;
}

/** A package that came inside of another one, and one place where its files are. */
export interface BundledAt extends Bundled {
  /** Its folder, as entries name theirs. */
  readonly folder: string;
}

/** Puts a package's files where a project expects them, without running any of its code. */
export interface ProjectInstall {
  /** Raised when `entries` answers differently for the same input. */
  readonly filterVersion: number;
  /**
   * The files of one package at its places, and what is bundled in it, once for each folder. Sorted by purl, then by folder.
   * @throws PluginError `unsupported`, with the name of the package, for one that is made by a script when it is installed;
   *   `malformed-input`; lets the host's errors through
   */
  entries(
    file: HeldFile,
    context: ProjectContext,
    host: Pick<Host, 'read' | 'unpack'>,
  ): Promise<Pick<PackageContent, 'entries'> & { readonly bundled: readonly BundledAt[] }>;
}

export interface ProjectContext {
  readonly dependency: Pick<ProjectDependency, 'name' | 'version' | 'places'>;
  /** The project's folder in the image, without leading and trailing `/`. */
  readonly folder: string;
  readonly withoutScripts: ProjectOptions['withoutScripts'];
}
