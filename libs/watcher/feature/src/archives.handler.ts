import { archiveStream, type ArchiveEvent, type ArchiveSource } from '@quench/contracts';
import { fold } from '@quench/kernel';
import { EventStore, ReadModels } from '@quench/ports';
import { archive, followed, pollKey, type FollowedRow } from '@quench/watcher-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

/** An archive that is followed, as it last answered. */
export interface FollowedArchive {
  readonly source: ArchiveSource;
  /** What the signed index says of itself; undefined before the first answer. */
  readonly date: string | undefined;
  readonly freshness: 'checked' | 'unchecked' | undefined;
  /** When the signed index ends to be valid; undefined where it does not say it. */
  readonly validUntil: string | undefined;
  /** A line for people; undefined while it answers well. */
  readonly trouble: string | undefined;
}

/** All archives that are followed. */
export class Archives extends Query<readonly FollowedArchive[]> {}

/** Of every accepted definition, each once. */
export const followedArchives = async (models: ReadModels): Promise<readonly ArchiveSource[]> => {
  const byKey = new Map<string, ArchiveSource>();
  for await (const { row } of models.each<FollowedRow>(followed.name)) {
    for (const source of row.archives) byKey.set(pollKey(source), source);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
};

@QueryHandler(Archives)
export class ArchivesHandler implements IQueryHandler<Archives> {
  constructor(
    private readonly models: ReadModels,
    private readonly store: EventStore,
  ) {}

  async execute(): Promise<readonly FollowedArchive[]> {
    return Promise.all(
      (await followedArchives(this.models)).map(async (source) => {
        const { events } = await this.store.read<ArchiveEvent>(archiveStream(source));
        const { snapshot, trouble } = fold(archive, events);
        const { date, freshness, validUntil } = snapshot ?? {};
        return { source, date, freshness, validUntil, trouble: trouble?.text };
      }),
    );
  }
}
