import type { ArchivedEvent } from '@quench/historian-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { reference } from './reference.js';

/** Everything that happened to a thing, oldest first. */
export class History extends Query<readonly ArchivedEvent[]> {
  /** @param subject an image, a channel, a digest, or the key of a stream such as `Debian/trixie` */
  constructor(readonly subject: string) {
    super();
  }
}

@QueryHandler(History)
export class HistoryHandler implements IQueryHandler<History> {
  constructor(private readonly archive: Archive) {}

  async execute({ subject }: History): Promise<readonly ArchivedEvent[]> {
    const exact = await this.archive.about(subject);
    if (exact.length > 0) return exact;
    const named = reference(subject);
    if (named.kind === 'digest') return this.archive.about(named.digest);
    return this.archive.about(named.kind === 'image' ? named.image : `${named.repository}:${named.tag}`);
  }
}
