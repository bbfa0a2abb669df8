import { packageStream, type PackageEvent } from '@quench/contracts';
import { fold } from '@quench/kernel';
import { EventStore, ReadModels } from '@quench/ports';
import { followed, followedPackage, type FollowedRow } from '@quench/watcher-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** A package whose releases are followed. */
export interface FollowedPackage {
  /** Without a version. */
  readonly purl: string;
  /** A line for people; undefined while its registry answers well. */
  readonly trouble: string | undefined;
}

/** All packages that are followed. */
export class Packages extends Query<readonly FollowedPackage[]> {}

/** Purls of every accepted definition, each once, sorted. */
export const followedPackages = async (models: ReadModels): Promise<readonly string[]> => {
  const purls = new Set<string>();
  for await (const { row } of models.each<FollowedRow>(followed.name)) for (const purl of row.packages) purls.add(purl);
  return [...purls].sort();
};

@QueryHandler(Packages)
export class PackagesHandler implements IQueryHandler<Packages> {
  constructor(
    private readonly models: ReadModels,
    private readonly store: EventStore,
  ) {}

  async execute(): Promise<readonly FollowedPackage[]> {
    return Promise.all(
      (await followedPackages(this.models)).map(async (purl) => {
        const { events } = await this.store.read<PackageEvent>(packageStream(purl));
        return { purl, trouble: fold(followedPackage, events).trouble?.text };
      }),
    );
  }
}
