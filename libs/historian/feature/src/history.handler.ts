import type { ArchivedEvent } from '@quench/historian-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { Subjects } from './subjects.js';

/** Everything that happened to a thing, oldest first; of an image, also how its recipes were built and its manifests tested. */
export class History extends Query<readonly ArchivedEvent[]> {
  /** @param subject an image, a line of it, a channel, a digest, or the key of a stream such as `Debian/trixie` */
  constructor(readonly subject: string) {
    super();
  }
}

@QueryHandler(History)
export class HistoryHandler implements IQueryHandler<History> {
  constructor(
    private readonly archive: Archive,
    private readonly subjects: Subjects,
  ) {}

  /** @throws Rejection `line-ambiguous`, `reference-malformed`, `digest-unknown`, `digest-ambiguous`, `unknown-to-history` */
  async execute({ subject }: History): Promise<readonly ArchivedEvent[]> {
    const line = await this.subjects.line(subject);
    if (line !== undefined) return this.archive.storyOfLine(line);
    const named = await this.subjects.named(subject);
    const events = await this.archive.storyOf(named);
    if (events.length === 0) await this.subjects.expect(named);
    return events;
  }
}
