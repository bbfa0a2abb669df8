import { TEST_PLATFORM } from '@quench/contracts';
import { Clock } from '@quench/ports';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { CheckedSnapshots } from './checked-snapshots.js';
import { PackageClosure } from './package-closure.js';

export interface ResolvedPackage {
  readonly name: string;
  readonly version: string;
}

const ALL_POCKETS = ['release', 'updates', 'security'];

/** The closure of names as the ecosystem's own client would install it on an empty system. */
export class ResolvePackages extends Query<readonly ResolvedPackage[]> {
  constructor(
    readonly names: readonly string[],
    readonly release: string,
    readonly pockets: readonly string[] = ALL_POCKETS,
  ) {
    super();
  }
}

@QueryHandler(ResolvePackages)
export class ResolvePackagesHandler implements IQueryHandler<ResolvePackages> {
  constructor(
    private readonly clock: Clock,
    private readonly snapshots: CheckedSnapshots,
    private readonly closure: PackageClosure,
  ) {}

  /** @throws PluginError `unsatisfiable`, `malformed-input`, and what taking a snapshot throws */
  async execute({ names, release, pockets }: ResolvePackages): Promise<readonly ResolvedPackage[]> {
    const fresh = await this.snapshots.fresh({ release, pockets }, [TEST_PLATFORM], this.clock.now());
    const { dependencies } = await this.closure.resolveAll(names, TEST_PLATFORM, fresh);
    return dependencies
      .map(({ name, version }) => ({ name, version }))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
}
