import { ReadModels } from '@quench/ports';
import { Rejection } from '@quench/kernel';
import {
  eventsModel,
  PRODUCERS,
  subjectsModel,
  type ArchivedEvent,
  type KnownType,
  type Producer,
  type SubjectRow,
} from '@quench/historian-domain';
import { Injectable } from '@nestjs/common';

const PAGE = 1_000;
/** More events than one answer can tell: whoever asks is told so, rather than shown a part. */
const MAX_EVENTS = 100_000;
/** After every event of a subject: keys are `<subject> <event id>`, and ids have no tilde. */
const END = ' ~';

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

  /**
   * Everything about a subject, oldest first.
   * @throws Rejection `too-many-rows`
   */
  async about(subject: string): Promise<readonly ArchivedEvent[]> {
    const found = await Promise.all(PRODUCERS.map((producer) => this.aboutOf(producer, subject)));
    return inOrder(found.flat());
  }

  /** Whether any event is about a subject. */
  async knows(subject: string): Promise<boolean> {
    const found = await Promise.all(
      PRODUCERS.map((producer) => this.models.list(subjectsModel(producer), { where: { subject }, limit: 1 })),
    );
    return found.some((rows) => rows.length > 0);
  }

  /** The first subjects that begin with a text, of each service at most `limit`, sorted. */
  async subjectsFrom(prefix: string, limit: number): Promise<readonly string[]> {
    const found = await Promise.all(PRODUCERS.map((producer) => this.subjectsOf(producer, prefix, limit)));
    return [...new Set(found.flat())].sort();
  }

  /** The images of events of one of the builder's types, each once. */
  async images(type: KnownType & `builder.${string}`): Promise<readonly string[]> {
    const events = await this.pages<ArchivedEvent>(eventsModel('builder'), { type });
    return [...new Set(events.flatMap(({ data }) => ('image' in data ? String(data.image) : [])))].sort();
  }

  /**
   * An event's causes, their causes and so on, by id; without the event itself.
   * @throws Rejection `too-many-rows`
   */
  async ancestors(of: ArchivedEvent): Promise<ReadonlyMap<string, ArchivedEvent>> {
    const found = new Map<string, ArchivedEvent>();
    let wanted = [...of.causes];
    while (wanted.length > 0) {
      if (found.size > MAX_EVENTS) throw tooMany(`event ${of.id} has`);
      const events = await Promise.all([...new Set(wanted)].map((id) => this.event(id)));
      const fresh = events.flatMap((event) => (event === undefined || found.has(event.id) ? [] : [event]));
      for (const event of fresh) found.set(event.id, event);
      wanted = fresh.flatMap(({ causes }) => causes).filter((id) => !found.has(id));
    }
    return found;
  }

  private async aboutOf(producer: Producer, subject: string): Promise<readonly ArchivedEvent[]> {
    const rows = await this.pages<SubjectRow>(subjectsModel(producer), { subject });
    const events = rows.map(({ event }) => this.models.get<ArchivedEvent>(eventsModel(producer), event));
    return (await Promise.all(events)).flatMap((event) => event ?? []);
  }

  private async subjectsOf(producer: Producer, prefix: string, limit: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (let after = prefix; found.length < limit;) {
      const [next] = await this.models.list<SubjectRow>(subjectsModel(producer), { after, limit: 1 });
      if (next?.row.subject.startsWith(prefix) !== true) break;
      found.push(next.row.subject);
      after = `${next.row.subject}${END}`;
    }
    return found;
  }

  private async pages<Row extends object>(model: string, where: Partial<Row>): Promise<readonly Row[]> {
    const found: Row[] = [];
    for (let after = ''; ;) {
      const page = await this.models.list<Row>(model, { where, after, limit: PAGE });
      found.push(...page.map(({ row }) => row));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return found;
      if (found.length > MAX_EVENTS) throw tooMany(`${Object.values(where).map(String).join(' ')} has`);
      after = last.key;
    }
  }
}

const tooMany = (what: string): Rejection =>
  new Rejection('too-many-rows', `${what} more than ${String(MAX_EVENTS)} events, which is more than is read`);

/** Instants are given per service; within one, the number decides. */
const inOrder = (events: readonly ArchivedEvent[]): readonly ArchivedEvent[] =>
  [...events].sort((a, b) => compare(a.sequencedAt, b.sequencedAt) || a.globalSeq - b.globalSeq);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
