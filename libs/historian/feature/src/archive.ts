import { ReadModels } from '@quench/ports';
import { eventsModel, PRODUCERS, subjectsModel, type ArchivedEvent, type SubjectRow } from '@quench/historian-domain';
import { Injectable } from '@nestjs/common';

/** More events about one thing are read in pages by whoever needs them. */
const MAX_EVENTS = 10_000;
/** More ancestors than any image has. */
const MAX_ANCESTORS = 10_000;

/** The events of all services, by id and by what they are about. */
@Injectable()
export class Archive {
  constructor(private readonly models: ReadModels) {}

  async event(id: string): Promise<ArchivedEvent | undefined> {
    const found = await Promise.all(
      PRODUCERS.map((producer) => this.models.get<ArchivedEvent>(eventsModel(producer), id)),
    );
    return found.find((event) => event !== undefined);
  }

  /** Everything about a subject, oldest first. */
  async about(subject: string): Promise<readonly ArchivedEvent[]> {
    const found = await Promise.all(
      PRODUCERS.map(async (producer) => {
        const rows = await this.models.list<SubjectRow>(subjectsModel(producer), {
          where: { subject },
          limit: MAX_EVENTS,
        });
        return Promise.all(rows.map(({ row }) => this.models.get<ArchivedEvent>(eventsModel(producer), row.event)));
      }),
    );
    return inOrder(found.flat().flatMap((event) => (event === undefined ? [] : [event])));
  }

  /** An event's causes, their causes and so on, by id; without the event itself. */
  async ancestors(of: ArchivedEvent): Promise<ReadonlyMap<string, ArchivedEvent>> {
    const found = new Map<string, ArchivedEvent>();
    let wanted = [...of.causes];
    while (wanted.length > 0 && found.size < MAX_ANCESTORS) {
      const events = await Promise.all([...new Set(wanted)].map((id) => this.event(id)));
      const fresh = events.flatMap((event) => (event === undefined || found.has(event.id) ? [] : [event]));
      for (const event of fresh) found.set(event.id, event);
      wanted = fresh.flatMap(({ causes }) => causes).filter((id) => !found.has(id));
    }
    return found;
  }
}

/** Instants are given per service; within one, the number decides. */
const inOrder = (events: readonly ArchivedEvent[]): readonly ArchivedEvent[] =>
  [...events].sort((a, b) => compare(a.sequencedAt, b.sequencedAt) || a.globalSeq - b.globalSeq);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
