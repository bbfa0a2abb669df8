import type { ArchivedEvent } from '@quench/historian-domain';
import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { Archive } from './archive.js';
import { reference } from './reference.js';
import { Subjects } from './subjects.js';

/** Nothing, or a refusal of a name that no event was ever about. */
export class ExpectName extends Query<void> {
  /** @param name an image, a channel, a package */
  constructor(readonly name: string) {
    super();
  }
}

@QueryHandler(ExpectName)
export class ExpectNameHandler implements IQueryHandler<ExpectName> {
  constructor(private readonly subjects: Subjects) {}

  /** @throws Rejection `unknown-to-history` */
  execute({ name }: ExpectName): Promise<void> {
    return this.subjects.expect(name);
  }
}

/** The events that name a thing, oldest first; none for what nothing ever happened to. */
export class EventsAbout extends Query<readonly ArchivedEvent[]> {
  /** @param subject as it is written in events */
  constructor(readonly subject: string) {
    super();
  }
}

@QueryHandler(EventsAbout)
export class EventsAboutHandler implements IQueryHandler<EventsAbout> {
  constructor(private readonly archive: Archive) {}

  /** @throws Rejection `too-many-rows` */
  execute({ subject }: EventsAbout): Promise<readonly ArchivedEvent[]> {
    return this.archive.about(subject);
  }
}

/** A digest in full, and the repository that it is in. */
export interface FoundDigest {
  readonly digest: string;
  /** Undefined when no event says it. */
  readonly repository: string | undefined;
}

/** The digest that a text names by all of its digits or by the first ones; undefined for a text that names no digest. */
export class FindDigest extends Query<FoundDigest | undefined> {
  constructor(readonly text: string) {
    super();
  }
}

@QueryHandler(FindDigest)
export class FindDigestHandler implements IQueryHandler<FindDigest> {
  constructor(
    private readonly archive: Archive,
    private readonly subjects: Subjects,
  ) {}

  /** @throws Rejection `reference-malformed`, `digest-unknown`, `digest-ambiguous` */
  async execute({ text }: FindDigest): Promise<FoundDigest | undefined> {
    const named = reference(text);
    if (named.kind !== 'digest' && named.kind !== 'prefix') return undefined;
    const digest = named.kind === 'digest' ? named.digest : await this.subjects.completed(named.prefix);
    const [written] = text.includes('@') ? text.slice(text.lastIndexOf('/') + 1).split('@') : [];
    return { digest, repository: written ?? (await this.repositoryOf(digest)) };
  }

  private async repositoryOf(digest: string): Promise<string | undefined> {
    const events = await this.archive.about(digest);
    const repositories = events.flatMap(({ data }) => ('repository' in data ? [String(data.repository)] : []));
    return repositories.at(-1);
  }
}
