import type { Relation } from '../index-of-packages/index.js';
import { fulfils } from './fulfils.js';
import type { Group, Package, Version } from './universe.js';

/** One alternative of a group. */
export class Target {
  readonly package: Package;
  private found: readonly Version[] | undefined;

  constructor(
    named: Package,
    readonly relation: Relation,
    readonly group: Group,
  ) {
    this.package = named;
  }

  /**
   * Every version that satisfies the relation, or that it forbids, candidates or not: those of the package of that name
   * before those that provide it. Some may occur twice, as apt counts them. Nothing forbids itself.
   *
   * Looked for once, since a universe does not change: a resolution asks for it many times.
   */
  get matches(): readonly Version[] {
    return (this.found ??= this.find());
  }

  private find(): readonly Version[] {
    const itself = isNegative(this.group) ? this.group.owner.package : undefined;
    const found: Version[] = [];
    if (this.package !== itself) {
      for (const version of this.package.versions) if (fulfils(version.version, this.relation)) found.push(version);
    }
    for (const { package: provider, provisions } of this.package.providers) {
      if (provider === itself) continue;
      for (const { by, version } of provisions) if (fulfils(version, this.relation)) found.push(by);
    }
    return found;
  }
}

/** Whether a group forbids what its alternatives name. */
export const isNegative = (group: Pick<Group, 'kind'>): boolean =>
  group.kind === 'conflicts' || group.kind === 'breaks';
