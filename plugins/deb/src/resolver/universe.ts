import type { SnapshotSource } from '@quench/plugin-sdk';
import { readStanza, required, type Stanza } from '../control/index.js';
import type { PackageIndex } from '../index-of-packages/index.js';
import { compareVersions } from '../versions/index.js';
import { readRelations, type Relation } from './relations.js';

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

/** One paragraph. */
export interface Version {
  readonly package: Package;
  readonly version: string;
  readonly suite: SnapshotSource;
  readonly stanza: Stanza;
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
  readonly provides: readonly Package[];
}

export interface Group {
  readonly kind: 'depends' | 'recommends' | 'suggests' | 'conflicts' | 'breaks';
  readonly owner: Version;
  readonly alternatives: readonly Target[];
}

export interface Target {
  readonly package: Package;
  readonly relation: Relation;
  readonly group: Group;
}

const PRIORITIES = ['', 'required', 'important', 'standard', 'optional', 'extra'];
/** A suite mentions fewer names than this. */
const RANKS_PER_SUITE = 2 ** 24;

/** All packages of one or several suites for one architecture. Reads a paragraph when it is first asked for. */
export class Universe {
  private readonly packages = new Map<string, LazyPackage>();

  constructor(
    private readonly suites: readonly Suite[],
    readonly architecture: string,
  ) {}

  package(name: string): Package {
    let found = this.packages.get(name);
    if (found === undefined) {
      found = new LazyPackage(name, this);
      this.packages.set(name, found);
    }
    return found;
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
    for (const suite of this.suites) {
      for (const text of suite.index.find(owner.name)) {
        const version = new LazyVersion(owner, readStanza(text), suite.source, this);
        if (this.fits(version.stanza)) all.push(version);
      }
    }
    return all.length < 2 ? all : all.sort((a, b) => compareVersions(b.version, a.version));
  }

  providersOf(name: string): readonly Provider[] {
    const providers = new Set(this.suites.flatMap((suite) => suite.index.providers(name)));
    return [...providers].map((provider) => new LazyProvider(name, this.package(provider), this.architecture));
  }

  private fits(stanza: Stanza): boolean {
    const architecture = required(stanza, 'Architecture');
    return architecture === 'all' || architecture === this.architecture;
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
    private readonly architecture: string,
  ) {
    this.package = provider;
  }

  get provisions(): readonly Provision[] {
    return (this.all ??= this.package.versions.flatMap((by) =>
      provisions(by.stanza, this.architecture)
        .filter((provided) => provided.name === this.name)
        .map(({ version }) => ({ by, version })),
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
  private provided: readonly Package[] | undefined;

  constructor(
    owner: Package,
    readonly stanza: Stanza,
    readonly suite: SnapshotSource,
    private readonly universe: Universe,
  ) {
    this.package = owner;
    this.version = required(stanza, 'Version');
    const priority = stanza.get('priority')?.toLowerCase();
    this.priority = priority === undefined ? 0 : Math.max(PRIORITIES.indexOf(priority), 0) || 5;
    // apt holds itself essential.
    const itself = owner.name === 'apt';
    this.essential = itself || stanza.get('essential') === 'yes';
    this.important = itself || stanza.get('important') === 'yes' || stanza.get('protected') === 'yes';
  }

  get groups(): readonly Group[] {
    return (this.read ??= [
      ...this.group('depends', 'pre-depends'),
      ...this.group('depends', 'depends'),
      ...this.group('conflicts', 'conflicts'),
      ...this.group('breaks', 'breaks'),
    ]);
  }

  get recommends(): readonly Group[] {
    return this.group('recommends', 'recommends');
  }

  get suggests(): readonly Group[] {
    return this.group('suggests', 'suggests');
  }

  get provides(): readonly Package[] {
    return (this.provided ??= provisions(this.stanza, this.universe.architecture).map(({ name }) =>
      this.universe.package(name),
    ));
  }

  private group(kind: Group['kind'], field: string): readonly Group[] {
    const text = this.stanza.get(field);
    if (text === undefined) return [];
    return readRelations(text, this.universe.architecture).map((relations) => {
      const alternatives: Target[] = [];
      const group: Group = { kind, owner: this, alternatives };
      for (const relation of relations) {
        alternatives.push({ package: this.universe.package(relation.name), relation, group });
      }
      return group;
    });
  }
}

/** What a paragraph provides, with `name:any` for what may be used by any architecture. */
function provisions(stanza: Stanza, architecture: string): readonly { name: string; version: string }[] {
  const allowed = stanza.get('multi-arch') === 'allowed';
  const list: { name: string; version: string }[] = [];
  for (const relation of readRelations(stanza.get('provides') ?? '', architecture).flat()) {
    if (relation.operator !== undefined && relation.operator !== '=') continue;
    list.push({ name: relation.name, version: relation.version });
    if (allowed && !relation.name.includes(':')) {
      list.push({ name: `${relation.name}:any`, version: relation.version });
    }
  }
  if (allowed) list.push({ name: `${required(stanza, 'Package')}:any`, version: required(stanza, 'Version') });
  return list;
}
