import type { SnapshotSource } from '@quench/plugin-sdk';
import type { IndexedPackage, PackageIndex, RelationField } from '../index-of-packages/index.js';
import { compareVersions } from '../versions/index.js';
import { isFile, NO_PINS, type Pins } from './pins.js';
import { Target } from './target.js';

/** An index with the suite that it is of. */
export interface Suite {
  readonly source: SnapshotSource;
  readonly index: PackageIndex;
}

/** A name: of a package, or one that packages only provide. */
export interface Package {
  readonly name: string;
  /** Where the suites, in their order, first mention it: the last tie-breaker. */
  readonly rank: number;
  /** Newest first; of equal ones that of the earlier suite. */
  readonly versions: readonly Version[];
  /** What would be installed: the newest. Undefined for a name that is only provided or only mentioned. */
  readonly candidate: Version | undefined;
  /** Other packages (or, for `name:any`, the same) that provide the name. */
  readonly providers: readonly Provider[];
}

export interface Provider {
  readonly package: Package;
  /** Empty when it provides the name in none of its versions here. */
  readonly provisions: readonly Provision[];
}

export interface Provision {
  readonly by: Version;
  /** Empty when it is provided without a version. */
  readonly version: string;
}

/** One package of an index. */
export interface Version {
  readonly package: Package;
  readonly version: string;
  readonly suite: SnapshotSource;
  readonly file: IndexedPackage;
  /** 1 required … 5 extra, 0 not said. */
  readonly priority: number;
  /** Never to be removed: `Essential` or `Protected`. */
  readonly essential: boolean;
  readonly important: boolean;
  /** Pre-Depends, Depends, Conflicts, Breaks, in this order. */
  readonly groups: readonly Group[];
  /** Never installed for their own sake; they only weigh when a conflict is decided. */
  readonly recommends: readonly Group[];
  /** Never installed either; they keep what was installed on the way from being swept. */
  readonly suggests: readonly Group[];
  /** With `name:any` for what may be used by any architecture. */
  readonly provides: readonly { readonly package: Package; readonly version: string }[];
}

export interface Group {
  readonly kind: 'depends' | 'recommends' | 'suggests' | 'conflicts' | 'breaks';
  readonly owner: Version;
  readonly alternatives: readonly Target[];
}

/** A suite mentions fewer names than this. */
const RANKS_PER_SUITE = 2 ** 24;

/**
 * All packages of one or several suites for one architecture, those that are held back in their version only. Reads a
 * package when it is first asked for.
 */
export class Universe {
  private readonly packages = new Map<string, LazyPackage>();

  constructor(
    readonly suites: readonly Suite[],
    readonly architecture: string,
    private readonly pins: Pins = NO_PINS,
  ) {}

  package(name: string): Package {
    let found = this.packages.get(name);
    if (found === undefined) {
      found = new LazyPackage(name, this);
      this.packages.set(name, found);
    }
    return found;
  }

  /** The names of all packages of all suites, some of them more than once. */
  names(): readonly string[] {
    return this.suites.flatMap(({ index }) => index.packages());
  }

  rank(name: string): number {
    for (const [number, suite] of this.suites.entries()) {
      const ranks = [suite.index.rank(name), suite.index.rank(`${name}:${this.architecture}`)];
      const rank = Math.min(...ranks.map((found) => found ?? RANKS_PER_SUITE));
      if (rank < RANKS_PER_SUITE) return number * RANKS_PER_SUITE + rank;
    }
    return Number.MAX_SAFE_INTEGER;
  }

  versionsOf(owner: Package): readonly Version[] {
    const all: Version[] = [];
    const pin = this.pins.get(owner.name);
    for (const suite of pin?.suites ?? this.suites) {
      for (const file of suite.index.find(owner.name)) {
        const { architecture } = file;
        if (pin !== undefined && !isFile(pin, file)) continue;
        if (architecture !== 'all' && architecture !== this.architecture) continue;
        all.push(new LazyVersion(owner, file, suite.source, this));
      }
    }
    return all.length < 2 ? all : all.sort((a, b) => compareVersions(b.version, a.version));
  }

  providersOf(name: string): readonly Provider[] {
    const providers = new Set(this.suites.flatMap((suite) => suite.index.providers(name)));
    for (const [pinned, { suites }] of this.pins) {
      // What it provided where it is held back at, nobody may provide where it is newest.
      if (suites.some(({ index }) => index.providers(name).includes(pinned))) providers.add(pinned);
    }
    return [...providers].map((provider) => new LazyProvider(name, this.package(provider)));
  }
}

class LazyPackage implements Package {
  private place: number | undefined;
  private all: readonly Version[] | undefined;
  private provided: readonly Provider[] | undefined;

  constructor(
    readonly name: string,
    private readonly universe: Universe,
  ) {}

  get rank(): number {
    return (this.place ??= this.universe.rank(this.name));
  }

  get versions(): readonly Version[] {
    return (this.all ??= this.universe.versionsOf(this));
  }

  get candidate(): Version | undefined {
    return this.versions[0];
  }

  get providers(): readonly Provider[] {
    return (this.provided ??= this.universe.providersOf(this.name));
  }
}

class LazyProvider implements Provider {
  readonly package: Package;
  private all: readonly Provision[] | undefined;

  constructor(
    private readonly name: string,
    provider: Package,
  ) {
    this.package = provider;
  }

  get provisions(): readonly Provision[] {
    return (this.all ??= this.package.versions.flatMap((by) =>
      by.provides.flatMap(({ package: one, version }) => (one.name === this.name ? [{ by, version }] : [])),
    ));
  }
}

class LazyVersion implements Version {
  readonly package: Package;
  readonly version: string;
  readonly priority: number;
  readonly essential: boolean;
  readonly important: boolean;
  private read: readonly Group[] | undefined;
  private provided: Version['provides'] | undefined;

  constructor(
    owner: Package,
    readonly file: IndexedPackage,
    readonly suite: SnapshotSource,
    private readonly universe: Universe,
  ) {
    this.package = owner;
    this.version = file.version;
    const { priority, essential, important } = file.flags;
    this.priority = priority;
    // apt holds itself essential.
    const itself = owner.name === 'apt';
    this.essential = itself || essential;
    this.important = itself || important;
  }

  get groups(): readonly Group[] {
    return (this.read ??= [
      ...this.group('depends', 'Pre-Depends'),
      ...this.group('depends', 'Depends'),
      ...this.group('conflicts', 'Conflicts'),
      ...this.group('breaks', 'Breaks'),
    ]);
  }

  get recommends(): readonly Group[] {
    return this.group('recommends', 'Recommends');
  }

  get suggests(): readonly Group[] {
    return this.group('suggests', 'Suggests');
  }

  get provides(): Version['provides'] {
    return (this.provided ??= this.findProvided());
  }

  private group(kind: Group['kind'], field: RelationField): readonly Group[] {
    return this.file.relations(field, this.universe.architecture).map((relations) => {
      const alternatives: Target[] = [];
      const group: Group = { kind, owner: this, alternatives };
      for (const relation of relations) {
        alternatives.push(new Target(this.universe.package(relation.name), relation, group));
      }
      return group;
    });
  }

  private findProvided(): Version['provides'] {
    const list: { package: Package; version: string }[] = [];
    const provide = (name: string, version: string): unknown =>
      list.push({ package: this.universe.package(name), version });
    const { allowed } = this.file.flags;
    for (const relation of this.file.relations('Provides', this.universe.architecture).flat()) {
      if (relation.operator !== undefined && relation.operator !== '=') continue;
      provide(relation.name, relation.version);
      if (allowed && !relation.name.includes(':')) provide(`${relation.name}:any`, relation.version);
    }
    if (allowed) provide(`${this.package.name}:any`, this.version);
    return list;
  }
}
